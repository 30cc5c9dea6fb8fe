"""French: elisions, clitics, stop words, and the feminine participle that folding breaks."""

from __future__ import annotations

import re

from app.search.analysis.language import Language

_FEMININE = re.compile(r"(?<=[a-z]{2})e{2,}(s?)$")

_PLURAL_VERB = re.compile(r"(?<=[a-z]{3}[b-df-hj-np-tv-z])(?<!em)(?<!mm)ents?$")
_PLURAL = re.compile(r"(?<=[a-z]{2}[aiou])s$")

_STOP_WORDS = """
a ai aie aient aies ait alors apres as au aucun aucune aupres auquel aura aurai auraient aurais aurait auras aurez
auriez aurions aurons auront aussi autre autres aux auxquelles auxquels avaient avais avait avant avec avez aviez
avions avoir avons ayant ayez ayons b bien bonjour bonsoir c ca car ce ceci cela celle celles celui cependant certain
certaine certaines certains ces cet cette ceux chaque chez ci combien comme comment d dans de deja depuis des
dessous dessus devez devons devra devrai devrais devrait dois doit doivent donc dont du durant e elle elles en encore
entre es est et etaient etais etait etant ete etes etiez etions etre eu eue eues eurent eus eut eux f faire fais faisons
fait faite faites font faut fera ferai fois furent fus fut g grace h hormis i ici il ils j jamais je jusqu jusque k l la
laquelle le lequel les lesquelles lesquels leur leurs lors lorsqu lorsque lui m ma maintenant mais malgre me meme memes
merci mes mien mienne miennes miens moi moins mon n ne ni non nos notre nous o on ont ou outre p par parce parmi
pendant peu peut peuvent peux plait plus plusieurs plutot possible pour pourquoi pourra pourrai pourraient pourrais
pourrait pouvez pouvoir pouvons presque puis puisqu puisque q qu quand que quel quelle quelles quelqu quelque quelques
quels qui quoi r s sa salut savoir se selon sera serai seraient serais serait seras serez seriez serions serons
seront ses si sien sienne siennes siens soi soient sois soit sommes son sont souhaite souhaiterais souhaitez souhaitons
stp suis sur svp t ta tandis tant te tel telle telles tels tes toi ton toujours tous tout toute toutefois toutes
tres trop tu u un une v vais vas va vers veulent veut veux via voici voila vont vos votre voudrais voudrait voulez
vouloir voulons vous vraiment w x y z aimerais aimerait aimerions besoin beaucoup juste cas afin ainsi quoique quant
"""


def _repair(word: str) -> str:
    """`oubliee` (oubliée) as `oublie`: a folded feminine participle would keep its ending and lose its family.

    `suppriment` as `supprimer`: Snowball knows every ending of the verb but this one.
    `recus` (reçus) as `recu`: Snowball leaves a plural after a vowel alone, for the sake of verbs that it knows anyway.
    """
    if _PLURAL_VERB.search(word):
        return _PLURAL_VERB.sub("er", word)
    return _PLURAL.sub("", _FEMININE.sub(r"e\1", word))


FRENCH = Language(
    code="fr",
    revision=1,
    stemmer="french",
    stop_words=frozenset(_STOP_WORDS.split()),
    elisions=frozenset("c d j l m n s t qu jusqu lorsqu puisqu quoiqu quelqu presqu".split()),
    kept=frozenset(["aujourd'hui", "prud'homme", "prud'hommes", "presqu'ile", "presqu'iles", "quelqu'un", "rendez-vous"]),
    clitics=frozenset("je tu il elle on nous vous ils elles moi toi lui leur le la les y en ce ci t".split()),
    aliases={"n°": "numero", "nº": "numero", "nos.": "numero", "num": "numero", "tel": "telephone", "rdv": "rendezvous"},
    repair=_repair,
)
