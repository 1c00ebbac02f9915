"""Right: loops over the special tokens, BPE by a generator over tuples, and a stream that asks of each word whether any continuation could change it."""
import re

import regex

PATTERN = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""


class BPETokenizer:
    def __init__(self, vocab, merges, special_tokens=()):
        self.to_bytes = dict(vocab)
        self.to_id = {data: i for i, data in vocab.items()}
        self.age = {}
        for pair in merges:
            self.age.setdefault((pair[0], pair[1]), len(self.age))
        self.special = sorted(set(special_tokens), key=lambda token: (-len(token), token))
        self.anchor = re.compile("|".join(map(re.escape, self.special))) if self.special else None
        beginnings = sorted({token[:n] for token in self.special for n in range(1, len(token))}, key=len, reverse=True)
        self.reach = max(map(len, beginnings), default=0)
        self.open_end = re.compile("(?:" + "|".join(map(re.escape, beginnings)) + r")\Z") if beginnings else None

    def join(self, parts):
        while pairs := [pair for pair in zip(parts, parts[1:]) if pair in self.age]:
            parts = tuple(self.walk(parts, min(pairs, key=lambda pair: self.age[pair])))
        return parts

    @staticmethod
    def walk(parts, pair):
        left = iter(range(len(parts)))
        for i in left:
            if parts[i:i + 2] == pair:
                next(left)
                yield parts[i] + parts[i + 1]
            else:
                yield parts[i]

    def of_word(self, word):
        data = word.encode("utf-8")
        return [self.to_id[part] for part in self.join(tuple(data[i:i + 1] for i in range(len(data))))]

    def encode(self, text):
        found = self.anchor.search(text) if self.anchor else None
        if found:
            middle = [self.to_id[found.group().encode("utf-8")]]
            ids = [i for word in regex.findall(PATTERN, text[:found.start()]) for i in self.of_word(word)] + middle
            rest = text[found.end():]
            while rest and (found := self.anchor.search(rest)):
                ids += [i for word in regex.findall(PATTERN, rest[:found.start()]) for i in self.of_word(word)]
                ids.append(self.to_id[found.group().encode("utf-8")])
                rest = rest[found.end():]
            text = rest
        else:
            ids = []
        return ids + [i for word in regex.findall(PATTERN, text) for i in self.of_word(word)]

    def decode(self, ids):
        return b"".join(self.to_bytes[i] for i in ids).decode("utf-8", errors="replace")

    @staticmethod
    def first_word_sure(text, closed):
        """The first word of text, if nothing that may follow (nothing at all where closed) changes it; else None."""
        match = regex.match(PATTERN, text)
        if match is None:
            return None
        word = match.group()
        if closed or regex.fullmatch(r"'(?:[sdmt]|ll|ve|re)", word):
            return word
        if match.end() == len(text) or text in ("'l", "'v", "'r"):
            return None
        return word

    def next_sure(self, text):
        """What comes first in text for sure: (string, ids), or None."""
        found = self.anchor.search(text) if self.anchor else None
        limit = found.start() if found else len(text)
        ends, at = [], max(0, len(text) - self.reach)
        while self.open_end and at <= limit and (opened := self.open_end.search(text, at)):
            if opened.start() > limit:
                break
            ends.append(opened.start())
            at = opened.start() + 1
        if found and found.start() == 0 and not ends:
            return found.group(), [self.to_id[found.group().encode("utf-8")]]
        answers = {self.first_word_sure(text[:end], True) for end in ends}
        answers.add(self.first_word_sure(text[:limit], found is not None))
        if len(answers) == 1 and None not in answers:
            word = answers.pop()
            return word, self.of_word(word)
        return None

    def encode_iterable(self, pieces):
        text = ""
        for piece in pieces:
            text += piece
            while text and (sure := self.next_sure(text)):
                text = text[len(sure[0]):]
                yield from sure[1]
        yield from self.encode(text)
