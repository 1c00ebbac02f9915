"""Tables of LaTeX's commands: the sign of each, and the kind that decides on its spacing."""

from __future__ import annotations

from enum import Enum


class AtomKind(Enum):
    """TeX's kinds of atoms, which decide on spacing, and two more.

    WORD is a name of several letters, SIGN the minus of a negative number.
    """

    ORD = "ord"
    WORD = "word"
    OP = "op"
    BIG = "big"
    BIN = "bin"
    REL = "rel"
    OPEN = "open"
    CLOSE = "close"
    PUNCT = "punct"
    INNER = "inner"
    SIGN = "sign"


def _table(kind: AtomKind, text: str) -> dict[str, tuple[str, AtomKind]]:
    words = text.split()
    return {name: (letter, kind) for name, letter in zip(words[::2], words[1::2], strict=True)}


SYMBOLS: dict[str, tuple[str, AtomKind]] = {
    **_table(
        AtomKind.ORD,
        """
        alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ varkappa ϰ
        lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi φ varphi φ
        chi χ psi ψ omega ω digamma ϝ
        Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
        varGamma Γ varDelta Δ varTheta Θ varLambda Λ varPi Π varSigma Σ varPhi Φ varPsi Ψ varOmega Ω
        infty ∞ partial ∂ nabla ∇ hbar ℏ hslash ℏ ell ℓ Re ℜ Im ℑ wp ℘ aleph ℵ beth ℶ gimel ℷ imath ı jmath ȷ eth ð
        emptyset ∅ varnothing ∅ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ top ⊤ bot ⊥ intercal ⊺ angle ∠
        measuredangle ∡ sphericalangle ∢ triangle △ square □ Box □ blacksquare ■ Diamond ◇ lozenge ◊ bigstar ★
        clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠ flat ♭ natural ♮ sharp ♯ checkmark ✓ maltese ✠
        prime ′ backprime ‵ degree ° dag † dagger † ddag ‡ ddagger ‡ S § P ¶ copyright © circledR ® pounds £ yen ¥
        euro € mho ℧ complement ∁ surd √ QED ∎ blacktriangle ▲ blacklozenge ⧫ circledS Ⓢ
        dots … ldots … cdots ⋯ vdots ⋮ ddots ⋱ dotsc … dotsb ⋯ dotsm ⋯ dotsi ⋯ dotso … iddots ⋰ hdots … mathellipsis …
        backslash \\ lbrace { rbrace } lbrack [ rbrack ] vert | Vert ‖ lq ‘ rq ’ textbackslash \\ slash /
        AA Å aa å AE Æ ae æ O Ø o ø OE Œ oe œ ss ß i ı j ȷ L Ł l ł
        R ℝ N ℕ Z ℤ Q ℚ Reals ℝ reals ℝ natnums ℕ Complex ℂ
        """,
    ),
    **_table(
        AtomKind.BIN,
        """
        pm ± mp ∓ times × div ÷ cdot · cdotp · centerdot · ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ ominus ⊖ otimes ⊗
        oslash ⊘ odot ⊙ cap ∩ cup ∪ sqcap ⊓ sqcup ⊔ uplus ⊎ wedge ∧ land ∧ vee ∨ lor ∨ setminus ∖ smallsetminus ∖
        wr ≀ amalg ⨿ diamond ⋄ bigtriangleup △ bigtriangledown ▽ triangleleft ◁ triangleright ▷ bigcirc ◯
        boxplus ⊞ boxminus ⊟ boxtimes ⊠ boxdot ⊡ dotplus ∔ ltimes ⋉ rtimes ⋊ leftthreetimes ⋋ rightthreetimes ⋌
        curlywedge ⋏ curlyvee ⋎ circledast ⊛ circledcirc ⊚ circleddash ⊝ barwedge ⊼ veebar ⊻ divideontimes ⋇ And &
        lhd ⊲ rhd ⊳ unlhd ⊴ unrhd ⊵
        """,
    ),
    **_table(
        AtomKind.REL,
        """
        eq = lt < gt > leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ ll ≪ gg ≫ lll ⋘ ggg ⋙ leqslant ⩽ geqslant ⩾ leqq ≦ geqq ≧
        equiv ≡ sim ∼ simeq ≃ approx ≈ approxeq ≊ cong ≅ propto ∝ varpropto ∝ doteq ≐ doteqdot ≑ asymp ≍ triangleq ≜
        coloneqq ≔ coloneq ≔ colonequals ≔ eqqcolon ≕ defeq ≝ bumpeq ≏ Bumpeq ≎ circeq ≗ eqcirc ≖ risingdotseq ≓
        fallingdotseq ≒ backsim ∽ backsimeq ⋍ thicksim ∼ thickapprox ≈
        prec ≺ succ ≻ preceq ⪯ succeq ⪰ preccurlyeq ≼ succcurlyeq ≽ precsim ≾ succsim ≿ lesssim ≲ gtrsim ≳ lessgtr ≶
        gtrless ≷ lessapprox ⪅ gtrapprox ⪆ lneq ⪇ gneq ⪈ lneqq ≨ gneqq ≩ nless ≮ ngtr ≯ nleq ≰ ngeq ≱ nsim ≁ ncong ≇
        subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ nsubseteq ⊈ nsupseteq ⊉ subsetneq ⊊ supsetneq ⊋ sqsubset ⊏ sqsupset ⊐
        sqsubseteq ⊑ sqsupseteq ⊒ Subset ⋐ Supset ⋑ in ∈ ni ∋ owns ∋ notin ∉ isin ∈
        vdash ⊢ dashv ⊣ models ⊨ vDash ⊨ Vdash ⊩ Vvdash ⊪ nvdash ⊬ nvDash ⊭ mid ∣ nmid ∤ parallel ∥ nparallel ∦ perp ⊥
        Perp ⫫ bowtie ⋈ Join ⋈ smile ⌣ frown ⌢ between ≬ pitchfork ⋔ therefore ∴ because ∵ multimap ⊸ colon :
        trianglelefteq ⊴ trianglerighteq ⊵ vartriangleleft ⊲ vartriangleright ⊳ ratio ∶
        to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ iff ⟺ implies ⟹
        impliedby ⟸ longrightarrow ⟶ longleftarrow ⟵ longleftrightarrow ⟷ Longrightarrow ⟹ Longleftarrow ⟸
        Longleftrightarrow ⟺ mapsto ↦ longmapsto ⟼ hookrightarrow ↪ hookleftarrow ↩ uparrow ↑ downarrow ↓
        updownarrow ↕ Uparrow ⇑ Downarrow ⇓ Updownarrow ⇕ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖
        rightharpoonup ⇀ rightharpoondown ⇁ leftharpoonup ↼ leftharpoondown ↽ rightleftharpoons ⇌ leftrightharpoons ⇋
        rightleftarrows ⇄ leftrightarrows ⇆ rightrightarrows ⇉ leftleftarrows ⇇ rightarrowtail ↣ leftarrowtail ↢
        twoheadrightarrow ↠ twoheadleftarrow ↞ rightsquigarrow ⇝ leadsto ⇝ leftrightsquigarrow ↭ dashrightarrow ⇢
        dashleftarrow ⇠ nrightarrow ↛ nleftarrow ↚ nLeftarrow ⇍ nRightarrow ⇏ nleftrightarrow ↮ nLeftrightarrow ⇎
        circlearrowleft ↺ circlearrowright ↻ curvearrowleft ↶ curvearrowright ↷ Lsh ↰ Rsh ↱ upuparrows ⇈
        downdownarrows ⇊ restriction ↾ upharpoonright ↾ Rrightarrow ⇛ Lleftarrow ⇚
        """,
    ),
    **_table(
        AtomKind.OPEN,
        "langle ⟨ lceil ⌈ lfloor ⌊ lvert | lVert ‖ llbracket ⟦ lgroup ⟮ lmoustache ⎰ ulcorner ⌜ llcorner ⌞ lang ⟨",
    ),
    **_table(
        AtomKind.CLOSE,
        "rangle ⟩ rceil ⌉ rfloor ⌋ rvert | rVert ‖ rrbracket ⟧ rgroup ⟯ rmoustache ⎱ urcorner ⌝ lrcorner ⌟ rang ⟩",
    ),
    "{": ("{", AtomKind.OPEN),
    "}": ("}", AtomKind.CLOSE),
    "|": ("‖", AtomKind.ORD),
    **{letter: (letter, AtomKind.ORD) for letter in "_#$%"},
    "&": ("&", AtomKind.ORD),
    "dotsplus": ("⋯", AtomKind.ORD),
    "lbrace": ("{", AtomKind.OPEN),
    "rbrace": ("}", AtomKind.CLOSE),
    "lbrack": ("[", AtomKind.OPEN),
    "rbrack": ("]", AtomKind.CLOSE),
}

LETTERS: dict[str, tuple[str, AtomKind]] = {
    "-": ("−", AtomKind.BIN),
    "+": ("+", AtomKind.BIN),
    "*": ("∗", AtomKind.BIN),
    "=": ("=", AtomKind.REL),
    "<": ("<", AtomKind.REL),
    ">": (">", AtomKind.REL),
    ":": (":", AtomKind.REL),
    ",": (",", AtomKind.PUNCT),
    ";": (";", AtomKind.PUNCT),
    "(": ("(", AtomKind.OPEN),
    "[": ("[", AtomKind.OPEN),
    ")": (")", AtomKind.CLOSE),
    "]": ("]", AtomKind.CLOSE),
    "!": ("!", AtomKind.CLOSE),
    **{
        letter: (letter, kind)
        for letter, kind in SYMBOLS.values()
        if kind in (AtomKind.BIN, AtomKind.REL) and letter > "~"
    },
    **{letter: (letter, AtomKind.OPEN) for letter in "⟨⌈⌊⟦"},
    **{letter: (letter, AtomKind.CLOSE) for letter in "⟩⌉⌋⟧"},
}
"""Letters that stand for themselves, with their kinds."""

FUNCTIONS = frozenset(
    """
    arccos arcsin arctan arccot arg cos cosh cot coth csc deg dim exp hom ker lg ln log sec sin sinh tan tanh
    """.split()
)
FUNCTIONS_WITH_LIMITS = {
    **{name: name for name in "lim max min sup inf det gcd Pr argmax argmin".split()},
    "limsup": "lim sup",
    "liminf": "lim inf",
    "injlim": "inj lim",
    "projlim": "proj lim",
}

BIG_OPERATORS = {
    "sum": "∑",
    "prod": "∏",
    "coprod": "∐",
    "bigcup": "⋃",
    "bigcap": "⋂",
    "bigoplus": "⨁",
    "bigotimes": "⨂",
    "bigodot": "⨀",
    "bigvee": "⋁",
    "bigwedge": "⋀",
    "bigsqcup": "⨆",
    "biguplus": "⨄",
}
INTEGRALS = {"int": "∫", "iint": "∬", "iiint": "∭", "oint": "∮", "oiint": "∯", "smallint": "∫", "intop": "∫"}

ACCENTS = {
    "hat": "\u0302",
    "widehat": "\u0302",
    "bar": "\u0304",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "vec": "\u20d7",
    "dot": "\u0307",
    "ddot": "\u0308",
    "dddot": "\u20db",
    "check": "\u030c",
    "breve": "\u0306",
    "acute": "\u0301",
    "grave": "\u0300",
    "mathring": "\u030a",
    "overline": "\u0305",
    "underline": "\u0332",
    "cancel": "\u0338",
    "bcancel": "\u0338",
    "xcancel": "\u0338",
}
"""Combining marks for a base of one letter."""

OVER = {"hat": "^", "widehat": "^", "tilde": "~", "widetilde": "~", "dot": ".", "ddot": "..", "check": "ˇ"}
"""Letters above a longer base; other accents are drawn as a line or an arrow."""

SPACES = {",": 1, ":": 1, ">": 1, ";": 1, " ": 1, "\n": 1, "\t": 1, "!": 0, "/": 0, "quad": 3, "qquad": 6} | {
    "enspace": 1,
    "enskip": 1,
    "thinspace": 1,
    "medspace": 1,
    "thickspace": 1,
    "negthinspace": 0,
    "space": 1,
    "nobreakspace": 1,
}

BIG_SIZES = {
    f"{size}{side}": rows
    for size, rows in (("big", 1), ("Big", 2), ("bigg", 3), ("Bigg", 4))
    for side in ("", "l", "r", "m")
}

ALPHABETS: dict[str, dict[str, str]] = {
    "mathbb": dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)),
    "mathcal": dict(zip("BEFHILMR", "ℬℰℱℋℐℒℳℛ", strict=True)),
    "mathscr": dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True)),
    "mathfrak": dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True)),
}
"""Letters of other alphabets, where terminal fonts have them; the rest stay plain, in the style `strong`."""

STRONG = frozenset(("mathbf", "boldsymbol", "bm", "pmb", "bold", "mathbfit", "symbf", *ALPHABETS))
UPRIGHT = frozenset("mathrm mathit mathsf mathtt mathnormal mathup symrm".split())
TEXT = {"text": "", "textrm": "", "textnormal": "", "mbox": "", "hbox": "", "textsf": "", "textup": ""} | {
    "textit": "emphasis",
    "emph": "emphasis",
    "textbf": "strong",
    "texttt": "code",
    "fbox": "",
}
IGNORED = frozenset(
    """
    displaystyle textstyle scriptstyle scriptscriptstyle nonumber notag relax allowbreak nobreak mathstrut strut null
    bf rm it sf tt cal bfseries itshape normalfont tiny small normalsize large Large LARGE huge Huge centering
    noindent hfill hfil mathord mathbin mathrel mathopen mathclose mathpunct mathinner mathop limits nolimits
    hline toprule midrule bottomrule protect newline par
    """.split()
)
IGNORED_WITH_ARGUMENT = frozenset("label color vspace cline ref eqref hskip kern mkern mskip".split())
