import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    B, H, Tq, D = q.shape
    Tk = k.shape[2]
    queries = q.reshape(B * H, Tq, D)
    keys = k.reshape(B * H, D, Tk)
    values = v.reshape(B * H, Tk, D)
    att = torch.bmm(queries, keys) / (D ** 0.5)
    if mask is not None:
        full = mask.expand(B, H, Tq, Tk).reshape(B * H, Tq, Tk)
        att = att.masked_fill(~full, float("-inf"))
    att = att.softmax(dim=2)
    return torch.bmm(att, values).view(B, H, Tq, D)
