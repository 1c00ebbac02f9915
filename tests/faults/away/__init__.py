"""A server that is away: sessions on PostgreSQL while connections are cut, the server stops, or takes nothing."""
