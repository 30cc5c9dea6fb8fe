"""French: elisions, clitics, stop words, and the feminine participle that folding breaks."""

from __future__ import annotations

import re

from app.search.analysis.french_sounds import SOUNDS
from app.search.analysis.language import Language

_CLITICS = "je tu il elle on nous vous ils elles moi toi lui leur le la les y en ce ci t"
_CONSONANT = "[b-df-hj-np-tv-z]"
_FIRST = re.compile(r"(?<=[a-z]{2})iere(s?)$")
_FEMININE = re.compile(r"(?<=[a-z]{2})e{2,}(s?)$")
_PLURAL = re.compile(r"(?<=[a-z]{2}[aiou])s$")
_PLURAL_VERB = re.compile(rf"(?<=[a-z]{{3}}{_CONSONANT})(?<!em)(?<!mm)ents?$|(?<=[a-z]{{4}}i)ent$")
_LOAN = re.compile(rf"(?<=[a-z]{{2}}{_CONSONANT})ers$")
_IN_ERS = frozenset(["divers", "univers", "travers", "envers", "revers", "pervers"])
_IMPERATIVE = re.compile(r"(?<=[a-z]{3})erez$")

_IN_I = re.compile(f"(?<=[a-z]{_CONSONANT})i$")
_IN_Y = re.compile(r"(?<=[aou])y$")
_IN_F = re.compile(r"if$")
_IN_QU = re.compile(r"iqu$")

_STOP_WORDS = """
a ai aie aient aies ait alors apres as au aucun aucune aupres auquel aura aurai auraient aurais aurait auras aurez
auriez aurions aurons auront aussi autre autres aux auxquelles auxquels avaient avais avait avant avec avez aviez
avions avoir avons ayant ayez ayons b bien bonjour bonsoir c ca car ce ceci cela celle celles celui cependant certain
certaine certaines certains ces cet cette ceux chaque chez ci combien comme comment contre d dans de deja depuis des
dessous dessus devez devons devra devrai devrais devrait dois doit doivent donc dont du durant e elle elles en encore
entre es est et etaient etais etait etant ete etes etiez etions etre eu eue eues eurent eus eut eux f faire fais faisons
fait faite faites font faut fera ferai fois furent fus fut g h hormis i ici il ils j jamais je jusqu jusque k l la
laquelle le lequel les lesquelles lesquels leur leurs lors lorsqu lorsque lui m ma maintenant mais malgre me meme memes
merci mes mien mienne miennes miens moi moins mon n ne ni non nos notre nous o on ont ou outre p par parce parmi
pendant peu peut peuvent peux plait plus plusieurs plutot possible pour pourquoi pourra pourrai pourraient pourrais
pourrait pouvez pouvoir pouvons presque puis puisqu puisque q qu quand que quel quelle quelles quelqu quelque quelques
quels qui quoi r s sa salut savoir se selon sera serai seraient serais serait seras serez seriez serions serons
seront ses si sien sienne siennes siens soi soient sois soit sommes son sont souhaite souhaiterais souhaitez souhaitons
stp suis sur svp t ta tandis tant te telle telles tels tes toi ton toujours tous tout toute toutefois toutes
tres trop tu u un une v vais vas va vers veulent veut veux via voici voila vont vos votre voudrais voudrait voulez
vouloir voulons vous vraiment w x y z aimerais aimerait aimerions besoin beaucoup juste cas afin ainsi quoique quant
jai jaurai jaurais javais jetais jaimerais nai nas navons navez nont nest netes netait navais cest cetait dun dautre
dautres lautre lautres quil quils quelle quelles quon quun quune sil sils sest setait
pk pkoi koi cmt slt bjr mrc qd ya chui jveux jpeux jarrive jarive jve jpe jen jle jla ke ki kil kon kel kels tt tte
mn fo fer dsl mtn pcq parske psk bcp tjs tjrs jms qqn qqch avk avc dla cc coucou qd kan ds cad tps
veuillez genre truc trucs machin facon maniere bref euh franchement carrement justement actuellement desormais
recemment rapidement facilement simplement exactement normalement apparemment absolument uniquement seulement egalement
evidemment malheureusement devant derriere dites pense crois croyais semble parait supposer
"""


def _repair(word: str) -> str:
    """`oubliee` (oubliée) as `oublie`: a folded feminine participle would keep its ending and lose its family.

    `suppriment` as `supprimer`: Snowball knows every ending of the verb but this one. `recuperez` (récupérez) as
    `recuperer`: without accents it is taken for a future. `recus` (reçus) as `recu`: a plural after a vowel is left
    alone for the sake of verbs that are known anyway. `premiere` as `premier`. `servers` as `server`, which otherwise
    loses an ending that its plural keeps.
    """
    word = word if word in _IN_ERS else _LOAN.sub("er", word)
    word = _FIRST.sub(r"ier\1", _FEMININE.sub(r"e\1", word))
    if _PLURAL_VERB.search(word):
        return _PLURAL_VERB.sub("er", word)
    return _PLURAL.sub("", _IMPERATIVE.sub("erer", word))


def _finish(stem: str) -> str:
    """`resili` and `resil` (résilier, résilié), `pai` and `pay`, `actif` and `activ`, `public` and `publiqu` as one."""
    stem = _IN_Y.sub("i", _IN_I.sub("", stem))
    return _IN_QU.sub("ic", _IN_F.sub("iv", stem))


_FILLERS = """
je j tu il on vous mon ma mes notre nos votre vos le la les l un une des de du d ne n est ce que qu c a au aux y en et
bonjour merci svp stp s plait dois faut peux puis pouvez voudrais veux comment faire
"""
_NUMBERS = {
    "deux": "2",
    "trois": "3",
    "quatre": "4",
    "cinq": "5",
    "six": "6",
    "sept": "7",
    "huit": "8",
    "neuf": "9",
    "dix": "10",
    "onze": "11",
    "douze": "12",
}
"""Numbers are written in one way by some and in the other by others (« débité 2 fois »)."""

FRENCH = Language(
    code="fr",
    revision=10,
    stemmer="french",
    stop_words=frozenset(_STOP_WORDS.split()),
    weak_words=frozenset(["quand", "qd", "kan", "combien", "pourquoi", "pk", "pkoi"]),
    fillers=frozenset(_FILLERS.split()),
    elisions=frozenset(
        ["c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "quelqu", "presqu"]
    ),
    kept=frozenset(
        ["aujourd'hui", "prud'homme", "prud'hommes", "presqu'ile", "presqu'iles", "quelqu'un", "rendez-vous"]
    ),
    clitics=frozenset(_CLITICS.split()),
    aliases={
        "n°": "numero",
        "qd": "quand",
        "kan": "quand",
        "pk": "pourquoi",
        "pkoi": "pourquoi",
        "nº": "numero",
        "nos.": "numero",
        "num": "numero",
        "tel": "telephone",
        "rdv": "rendezvous",
        "clef": "cle",
        "clefs": "cle",
        **_NUMBERS,
    },
    repair=_repair,
    finish=_finish,
    sounds=SOUNDS,
)
