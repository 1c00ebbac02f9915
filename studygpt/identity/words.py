"""Split a side of a card into words and give each word a role. All functions are pure.

A word is a term (what the card is about), a fact (a number, a sign, a negation), a relation (a word such as `to` or
`before`, whose replacement can reverse the meaning) or frame (grammar: articles, auxiliaries, question words). There
is no dictionary, so that any language works. The lists hold the most common words of several languages; in other
languages every word is a term, which only makes comparisons stricter. In Chinese and Japanese, which have no spaces,
each Han character is a word, and so is each run of katakana. Hiragana is frame if it follows a Han character or is a
particle or another grammatical word in the lists.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache


class Role(Enum):
    """The roles of a word in a question or an answer."""

    TERM = "term"
    FACT = "fact"
    RELATION = "relation"
    FRAME = "frame"


FRAME = frozenset(
    """a an the is are was were be been being do does did has have had this that these those there here so then what
    which who whom whose when where how why can could may might will would shall should must please exactly briefly just
    very actually really again called named many much
    der die das den dem des ein eine einer eines einem einen ist sind wird werden wurde wurden haben wie
    wer wo wann warum weshalb welche welcher welches welchen welchem
    el la los las lo un una unos unas es era fue fueron ser está están ha han qué cuál cuáles cómo dónde quién
    cuándo que se
    le les l' une est sont était fut ont été qui quel quelle quels quelles quand où comment pourquoi qu'
    il gli è sono cosa che quale quali perché quando o os as um uma uns umas são foi qual quais onde
    het een de zijn wordt wat waar wanneer hoe welk
    что кто как где когда какой какая какое какие каков какова каково это этот эта есть был была было были является
    называется почему
    co kto jak gdzie kiedy jaki jaka jakie jest są""".split()
)
ARTICLES = frozenset(
    """a an the der die das den dem des ein eine einer eines einem einen el la los las lo un una unos unas le les l' il
    gli het o os um uma""".split()
)
FILLERS = frozenset("please exactly briefly just very actually really again also".split())
_RELATIONS = frozenset(
    """of to in on at by for from with and or after before into onto out over under above below between behind during
    through towards against until since than i it its we you they he she his her their our your my one more less
    von vom zu zum zur im in am an auf aus bei mit nach vor über unter zwischen durch für gegen seit bis und oder als er
    sie wir ihr ich du sein mehr weniger
    del al en con para por desde hasta sobre entre antes después y más menos yo tú él ella nosotros ellos
    du au aux dans sur avec pour par vers sous avant après et ou plus moins je tu elle nous vous ils elles
    di da nel nella con per su tra fra dopo prima e più meno na ao com até depois mais menos
    van naar met voor uit en of
    в на из с к от до по за под над при через между после перед для о и или более менее я ты он она мы вы они
    w na z od po za pod nad przez i lub""".split()
)
NEGATIONS = frozenset(
    """not no never none without nor neither cannot can't don't doesn't isn't aren't won't didn't wasn't weren't
    shouldn't couldn't wouldn't hasn't haven't except nicht kein keine keinen keinem keiner keines nie niemals ohne
    weder noch außer nunca sin ni excepto nada ne pas jamais sans rien aucun aucune sauf не нет ни без никогда никто
    ничего кроме non mai senza nessuno nessuna não nem nunca sem nie bez niet geen nooit zonder inte ikke ei
    不 没 沒 無 无 非 未 否 勿 别 ない なかった ません なく 안 못""".split()
)
_NUMBERS = frozenset(
    """zero two three four five six seven eight nine ten eleven twelve twenty hundred thousand million billion half
    twice first second third fourth fifth last
    null zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig hundert tausend erste ersten zweite zweiten
    dritte dritten letzte letzten halb
    cero dos tres cuatro cinco seis siete ocho nueve diez once doce veinte cien ciento mil primer primera primero
    segundo segunda tercer tercera último última
    zéro deux trois quatre cinq sept huit neuf dix onze douze vingt cent mille premier première deuxième troisième
    dernier dernière due tre quattro cinque sei sette otto nove dieci dois duas três
    ноль два две три четыре пять шесть семь восемь девять десять двадцать сто тысяча первый первая первое второй вторая
    второе третий третья последний
    零 一 二 三 四 五 六 七 八 九 十 百 千 万 萬 亿 億 两 兩 하나 둘 셋 넷 다섯""".split()
)
_ROMAN = re.compile(r"(?=[IVXLCDM])M{0,3}(?:C[MD]|D?C{0,3})(?:X[CL]|L?X{0,3})(?:I[XV]|V?I{0,3})")
_HAN_FRAME = frozenset("的是了吗嗎呢吧啊哪里裡什么麼谁誰何怎样樣如几幾请請问問个個这這那之所位座种種")
_HAN_RELATIONS = frozenset("在从從到向由于於对對与與和及或被把")

_HAN = "\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HIRAGANA = "\u3041-\u309f"
_KATAKANA = "\u30a1-\u30ff"
_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f"
)
"""Combining characters, such as vowel signs and accents, which are part of a word."""
_JAPANESE_GRAMMAR = (
    "なかった|ません|ない|なく|から|まで|より|でしょう|です|でした|だった|である|ましょう|ました|ます|という|といい"
    "|について|によって|とは|どこ|なに|だれ|いつ|どの|どんな|どうやって|どう|なぜ|いくつ|される|された|する|した|して"
    "|これ|それ|この|その|こと|もの|ある|あり|いる"
)
_PARTICLES = "はがをにでともへのやかなだてた"
_KANA_END = rf"(?={_JAPANESE_GRAMMAR}|[{_PARTICLES}]|[^{_HIRAGANA}]|$)"
_LETTER = rf"(?:[^\W\d_{_HAN}{_HIRAGANA}{_KATAKANA}]|[{_MARKS}])"
_WORD = re.compile(
    rf"\d+(?:[.,:]\d+)*|{_LETTER}+(?:'{_LETTER}+)?|[{_HAN}]|[{_KATAKANA}]+"
    rf"|(?P<frame>{_JAPANESE_GRAMMAR}|[{_PARTICLES}]|(?<=[{_HAN}])[{_HIRAGANA}]+?{_KANA_END})|[{_HIRAGANA}]+?{_KANA_END}"
    r"|[<>=≤≥≠≈+^%×÷±→←↔⇒⇐⇔∈∉⊂⊃⊆⊇∪∩∧∨¬∀∃∞√∑∏∫∂]|(?<![^\W\d_])[-−/](?=[\d\s(])|!(?==)"
)
_MARKUP = re.compile(
    r"^[ \t]*(?:[-*+]|\d{1,3}[.)]|>)[ \t]+"
    r"|[*`~]+|(?<![^\W_])_+|_+(?![^\W_])|\[\[(?:[^\[\]|]{0,300}\|)?|\]\]|(?<=\])\([^()\s]{0,1000}\)"
    r"|\[\^\w+\]|</?[a-zA-Z][^<>]{0,300}>"
    r"|==(?=\S)|(?<=\S)==|\\(?:mathrm|mathbf|text|left|right)\b",
    re.MULTILINE,
)
_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00ad": None}
)
_GERMAN = frozenset("der das und ist wie welche welcher welches wird wer wo wann warum eine einen dem".split())
_SENTENCE_ENDS = ".!?:;\n"
_SPECIFIC, _LONG = 3, 5


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a question or an answer, prepared for comparison."""

    plain: str
    """The text in lower case, without markup and without punctuation at the end."""
    order: tuple[str, ...]
    roles: tuple[Role, ...]
    stems: tuple[str, ...]
    """The terms in order, without the most common endings."""
    spelled: dict[str, str]
    """A map from each stem to the word that it comes from."""
    terms: Counter[str]
    facts: Counter[str]

    @property
    def said(self) -> Set[str]:
        """The terms and the facts."""
        return self.terms.keys() | self.facts.keys()

    @property
    def is_specific(self) -> bool:
        """Whether the text says so much that hardly any two questions have it as their answer."""
        said = [role in (Role.TERM, Role.FACT) for role in self.roles]
        weight = sum(0.5 if is_han(word) else 1 for word, says in zip(self.order, said, strict=True) if says)
        return weight >= _SPECIFIC or (weight > 1 and len(self.order) >= _LONG)


@lru_cache(maxsize=4096)
def words_of(text: str) -> Words:
    bare = _bare(text)
    matches = list(_WORD.finditer(bare))
    order = tuple(match[0].casefold() for match in matches)
    roles = [_role(match[0], match["frame"] is not None) for match in matches]
    for at in range(1, len(roles)):
        word, before = matches[at][0], matches[at - 1][0]
        if len(word) == 1 and word.isupper() and (word != "I" or (roles[at - 1] is Role.TERM and before[0].isupper())):
            roles[at] = Role.FACT  # blood type A, Charles I
    if Role.TERM not in roles and Role.FACT not in roles:  # only grammar, which is then the subject of the text
        roles = [Role.TERM] * len(order)
    terms = [word for word, role in zip(order, roles, strict=True) if role is Role.TERM]
    stems = tuple(map(stem_of, terms))
    facts = Counter(word for word, role in zip(order, roles, strict=True) if role is Role.FACT)
    plain = " ".join(bare.casefold().split()).strip(" .!?。？！")
    return Words(plain, order, tuple(roles), stems, dict(zip(stems, terms, strict=True)), Counter(stems), facts)


def _bare(text: str) -> str:
    text = _MARKUP.sub(_blank, text)
    return text if text.isascii() else unicodedata.normalize("NFKC", text.translate(_QUOTES))


def is_han(word: str) -> bool:
    return len(word) == 1 and word >= "\u3000"


def _blank(markup: re.Match[str]) -> str:
    return " " if markup[0][0] in "<( \t" else ""


@lru_cache(maxsize=4096)
def _role(word: str, is_kana_frame: bool) -> Role:
    lower = word.casefold()
    if lower in NEGATIONS or lower in _NUMBERS or lower[0] in "않없":
        return Role.FACT
    if not (word[0].isalpha() or unicodedata.category(word[0])[0] in "LM"):
        return Role.FACT
    if len(word) == 1:
        if word in _HAN_FRAME:
            return Role.FRAME
        if word in _HAN_RELATIONS:
            return Role.RELATION
    if word.isupper() and word not in ("A", "O", "À", "I") and _ROMAN.fullmatch(word):
        return Role.FACT
    if lower in FRAME or lower.partition("'")[0] in FRAME:  # what's
        return Role.FRAME
    if lower in _RELATIONS or lower in ("から", "まで", "より"):
        return Role.RELATION
    return Role.FRAME if is_kana_frame else Role.TERM


def names_of(text: str) -> frozenset[str]:
    """Return the stems of names: the terms with a capital letter that grammar does not require.

    German texts have none, because German capitalizes all nouns.
    """
    bare, found = _bare(text), set()
    if not _GERMAN.isdisjoint(words_of(text).order):
        return frozenset()
    for match in _WORD.finditer(bare):
        word = match[0]
        if word != word.lower() and _role(word, False) is Role.TERM:
            before = bare[: match.start()].rstrip(" \"'([")
            begins = not before or before[-1] in _SENTENCE_ENDS
            if not begins or word[1:] != word[1:].lower():
                found.add(stem_of(word.casefold()))
    return frozenset(found)


_KOREAN_PARTICLES = "은는이가을를의에도로와과"
_RUSSIAN_ENDINGS = "аеёиоуыэюяйьмхв"


@lru_cache(maxsize=4096)
def stem_of(word: str) -> str:
    """Return a word without its common ending, so that `merges`, `merged` and `merging` have the same stem."""
    if "'" in word:  # such as dog's and l'eau
        head, _, tail = word.partition("'")
        word = tail if len(head) <= 2 < len(tail) else head
    last = word[-1]
    if "가" <= last <= "힣":
        return word[:-1] if last in _KOREAN_PARTICLES and len(word) > 2 else word
    if "\u0400" <= last <= "\u04ff":
        cut = word[:-3] + word[-3:].rstrip(_RUSSIAN_ENDINGS) if len(word) > 5 else word
        return cut if len(cut) >= 4 else word
    for ending in ("ings", "ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
