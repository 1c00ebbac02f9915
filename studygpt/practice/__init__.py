"""A person's practice with the exercises of the lab: the path, the files, the attempts and the grades."""
