import torch


def softmax(x, dim=-1):
    biggest = torch.amax(x, dim, keepdim=True)
    num = (x - biggest).exp()
    den = torch.sum(num, dim, keepdim=True)
    return num.div(den)


def logsumexp(x, dim=-1):
    biggest = torch.amax(x, dim, keepdim=True)
    den = torch.sum((x - biggest).exp(), dim, keepdim=True)
    out = biggest + den.log()
    return out.squeeze()
