"""Facts about history, biology and programming; `pool` says how they are written."""

HISTORY_TEXTS = {
    "History": """
## The First World War | Der Erste Weltkrieg
. The alliances of the time turned one shot in Sarajevo into a war of continents.
. Most of the front in the west hardly moved for three years.
When did the First World War begin? => 1914{, at the end of July}
~ In which year did the First World War start? ~ What year saw the outbreak of the First World War?
! When did the Second World War begin? => 1939{, on the first of September}
~ In which year did the Second World War start?
! When did the Thirty Years' War begin? => 1618{, with a fall from a window in Prague}
! When did the Hundred Years' War begin? => 1337
~~ When did * begin? => In what year did * break out?
When did the First World War end? => 1918{, with an armistice in November}
~ In which year did the First World War come to an end? ~ What year brought the end of the First World War?
! When did the Second World War end? => 1945
! When did the American Civil War end? => 1865
~~ When did * end? => What was the last year of *?
Who was murdered in Sarajevo? => Franz Ferdinand, heir to the Austrian throne{, and his wife Sophie with him}.
~ Who was the victim of the murder in Sarajevo? ~ Whose murder in Sarajevo set off the war?
Which empires did the war of 1914 destroy? => The Russian, the Austrian, the German and the Ottoman one.
~ Which empires perished in the war of 1914? ~ What empires did not outlive the war of 1914?
- Which empires did the war of 1914 not destroy? => The British, the French and the Japanese one.
Why did the United States enter the First World War? => Germany sank their ships, and wooed Mexico{ in a telegram}.
~ What made the United States enter the First World War? ~ What brought the United States into the First World War?
! Why did the United States enter the Second World War? => Japan attacked the fleet at Pearl Harbor.
* The war in the west began with the march through [Belgium|Luxembourg], was stopped at the [Marne|Somme] in
  [September|October] [1914|1915], and froze into [trenches|fortresses] from the Channel to [Switzerland|Italy].
~ After the march through [Belgium] the war in the west was stopped at the [Marne] in [September] [1914], and then
  froze into [trenches] that ran from the Channel to [Switzerland].
## Berlin | Berlin und seine Mauer
. No other city shows the century so plainly.
What happened in Berlin in 1961? => The wall was built{, overnight, on a Sunday in August}.
~ Which event does Berlin remember from 1961? ~ What took place in Berlin in 1961?
# What happened in Berlin in 1989? => The wall was opened{, after a slip at a press conference}.
~ What took place in Berlin in 1989?
# What happened in Berlin in 1948? => Its roads were blocked, and an airlift began.
# What happened in Berlin in 1936? => The summer Olympics were held there.
Who governed West Berlin after the war? => The United States, Britain and France{, each in a sector of its own}.
~ Which powers ruled West Berlin after the war? ~ Under whose rule was West Berlin after the war?
! Who governed East Berlin after the war? => The Soviet Union.
Who was allowed to cross the wall? => Pensioners, and whoever had a permit.
- Who was not allowed to cross the wall? => Nearly everyone in the east who was of working age.
## Capitals and rivers | Hauptstädte und Flüsse
. Learn them with a map beside you, not as a list.
Capital of France? => Paris{, on the Seine}
! Capital of Germany? => Berlin{, since 1990}
! Capital of Spain? => Madrid
! Capital of Portugal? => Lisbon
! Capital of Poland? => Warsaw
! Capital of Austria? => Vienna
! Capital of Australia? => Canberra
~~ Capital of *? => What is the capital of *?
Which ocean lies west of Portugal? => The Atlantic{, which Portuguese sailors were the first to cross southwards}.
~ What is the name of the ocean west of Portugal? ~ West of Portugal lies which ocean?
= Which ocean lies west of Ireland?
= Which ocean lies west of Morocco?
! Which ocean lies east of Japan? => The Pacific.
Which river flows through Vienna? => The Danube.
~ On which river does Vienna lie? ~ What is the river of Vienna called?
= Which river flows through Budapest?
= Which river flows through Belgrade?
! Which river flows through London? => The Thames.
~~ Which river flows through *? => On the banks of which river does * stand?
## Rome | Rom
Who was the first Roman emperor? => Augustus{, who preferred to be called the first citizen}.
~ Which man became the first emperor of Rome? ~ With whom does the line of Roman emperors begin?
! Who was the first Christian Roman emperor? => Constantine.
What happened to Rome in 410? => The Goths sacked it.
~ What befell Rome in 410?
# What happened to Rome in 455? => The Vandals sacked it.
# What happened to Rome in 64? => A fire burnt most of it down.
Which rights did a Roman citizen have? => To vote, to appeal and to make contracts.
~ What was a Roman citizen entitled to? ~ Which were the rights of Roman citizens?
- Which rights did a Roman citizen not have? => To refuse military service or to leave his father's authority at will.
@ consul => one of the two yearly heads of the Roman republic
@ tribune => an officer who protected the common people of Rome
@ quaestor => a Roman officer of the treasury
* Rome had [two|three] consuls, who held office for [one|two] year, could [veto|dismiss] each other, and led the
  [armies|courts] in war.
!* Sparta had [two|three] kings, who held office for [life|ten years], could [watch|depose] each other, and led the
  [armies|courts] in war.
""",
    "Biology": """
## The cell | Die Zelle
. Everything alive is made of cells, and every cell came from another one.
. Plant cells have walls and chloroplasts besides.
What do mitochondria make? => ATP{, the coin in which a cell pays for its work}.
~ What is produced by mitochondria? ~ Which substance do mitochondria supply to the cell?
! What do ribosomes make? => Proteins{, by reading messenger RNA}.
~ What is produced by ribosomes?
! What do chloroplasts make? => Sugar{, out of light, water and carbon dioxide}.
~~ What do * make? => What is the product of *?
Which molecules pass through a cell membrane by themselves? => Small ones without charge{, such as oxygen}.
~ What molecules get through the membrane of a cell unaided? ~ Which molecules cross a cell membrane on their own?
- Which molecules do not pass through a cell membrane by themselves? => Ions and large polar ones.
What surrounds a plant cell? => A wall of cellulose.
~ By what is a plant cell enclosed? ~ What lies around a plant cell?
! What surrounds an animal cell? => Only its membrane.
Which cells have a nucleus? => Those of animals, plants and fungi.
- Which cells have no nucleus? => Bacteria, and red blood cells of mammals.
@ cytoplasm => all that fills a cell between its membrane and its nucleus
@ nucleoplasm => all that fills the nucleus of a cell
@ osmosis => the flow of water through a membrane towards more dissolved matter
## Genes | Gene
. A gene is a stretch of DNA with a job.
How many chromosomes has a human body cell? => 46{, in pairs}
~ What is the number of chromosomes in a human body cell? ~ How many chromosomes are there in a cell of the human body?
! How many chromosomes has a human egg cell? => 23
! How many chromosomes has a dog's body cell? => 78
With which base does adenine pair in DNA? => Thymine{, by two hydrogen bonds}.
~ What is the partner of adenine in DNA? ~ In DNA, adenine forms a pair with which base?
! With which base does cytosine pair in DNA? => Guanine{, by three hydrogen bonds}.
! With which base does adenine pair in RNA? => Uracil.
What does transcription turn DNA into? => RNA.
~ Into what is DNA turned by transcription? ~ What is the product of transcription?
! What does translation turn RNA into? => Protein.
Why do mutations in the third base of a codon often go unnoticed? => Several codons mean the same amino acid.
~ Why is a mutation in the third base of a codon often without effect? ~ What makes mutations in a codon's third base
  so often harmless?
- Why do mutations in the third base of a codon not always go unnoticed? => Some codons mean stop, or another one.
* The human genome has about [3|6] billion letters and some [20,000|40,000] genes on [23|24] pairs of chromosomes, yet
  only [2|10] percent of it codes for [proteins|regulation].
~ With about [3] billion letters and some [20,000] genes on its [23] pairs of chromosomes, the human genome codes for
  [proteins] in only [2] percent of its length.
!* The mouse genome has about [2.7|4] billion letters and some [22,000|40,000] genes on [20|21] pairs of chromosomes,
  yet only [2|10] percent of it codes for [proteins|regulation].
## Blood and heart | Blut und Herz
. The heart of a resting adult moves its whole blood once a minute.
Where does the right half of the heart pump blood? => Into the lungs.
~ Which organ does the right half of the heart pump blood into? ~ To where is blood pumped by the heart's right half?
! Where does the left half of the heart pump blood? => Into the body{, through the aorta}.
What does an artery carry? => Blood away from the heart{, whether it is rich in oxygen or not}.
~ What flows in an artery, and which way? ~ What is carried by an artery?
! What does a vein carry? => Blood towards the heart.
Which hormone lowers blood sugar? => Insulin{, from the beta cells of the pancreas}.
~ What hormone brings blood sugar down? ~ By which hormone is blood sugar lowered?
! Which hormone raises blood sugar? => Glucagon{, from the alpha cells of the pancreas}.
Which organ makes insulin? => The pancreas.
~ Where in the body is insulin made? ~ Insulin is a product of which organ?
= Which organ makes glucagon?
= Which organ makes trypsin?
! Which organ makes bile? => The liver.
Who can receive blood of type A? => People with type A or AB.
- Who cannot receive blood of type A? => People with type B or 0.
! Who can receive blood of type B? => People with type B or AB.
Which blood cells carry oxygen? => The red ones{, with their haemoglobin}.
- Which blood cells do not carry oxygen? => The white ones and the platelets.
* A heart at rest beats about [70|60] times a minute and moves [5|4] litres; a trained one needs only [45|55] beats for
  the same, as each of them moves [110|95] millilitres.
## Evolution | Evolution
What does natural selection need to work? => Variation that is inherited and matters for survival.
~ What are the conditions for natural selection? ~ Under which conditions does natural selection act?
! What does sexual selection need to work? => Variation that is inherited and matters for mating.
Who proposed natural selection together with Darwin? => Alfred Russel Wallace.
~ Which man arrived at natural selection at the same time as Darwin? ~ Together with Darwin, who proposed natural
  selection?
@ homology => likeness through common descent
@ analogy => likeness through a common task
""",
    "Programming": """
## Python | Python im Alltag
. The language is small; its library is not.
. Read the error from its last line upwards.
What does len() return for a dictionary? => The number of its keys.
~ What do you get from len() of a dictionary? ~ Which number is len() of a dictionary?
! What does len() return for a string? => The number of its characters{, not of its bytes}.
! What does len() return for a list? => The number of its elements.
~~ What does len() return for *? => What is len() of *?
Why is a mutable default argument dangerous? => It is made once{, when the function is defined, and shared by calls}.
~ What is the danger of a mutable default argument? ~ Why should a default argument never be mutable?
When does a finally block run? => Always{, whether or not there was an exception}.
~ Under which conditions is a finally block executed? ~ When is a finally block carried out?
! When does an else block of a try statement run? => Only when there was no exception.
Which types can be keys of a dictionary? => Those that can be hashed{, such as strings, numbers and tuples of them}.
~ What types are allowed as keys of a dictionary? ~ As a dictionary's key, which types will do?
- Which types cannot be keys of a dictionary? => Lists, sets and dictionaries.
= Which types can be members of a set?
What does the method append change? => The list itself{; it returns None}.
~ What is changed by the method append? ~ Which object does append modify?
! What does the operator plus change? => Nothing{; it makes a new list}.
Is a tuple mutable? => No.
~ Can a tuple be changed once it is made? ~ Are tuples mutable?
= Is a string mutable?
= Is a frozenset mutable?
! Is a list mutable? => Yes.
~~ Is * mutable? => Can you change * in place?
* In Python an [int|float] never overflows, a [float|int] has [53|24] bits of precision, and [bool|str] is a subclass
  of [int|object].
~ Python's [int] never overflows, its [float] carries [53] bits of precision, and its [bool] is a subclass of [int].
## Data structures | Datenstrukturen
How long does a lookup in a hash table take on average? => Constant time.
~ What does a lookup in a hash table cost on average? ~ On average, what time does looking up a hash table take?
! How long does a lookup in a hash table take at worst? => Linear time{, when all keys collide}.
! How long does a lookup in a balanced tree take at worst? => Logarithmic time.
= How long does a lookup in an array by index take?
Which end of a stack do you pop from? => The one you pushed to last.
~ From which end of a stack are elements popped? ~ Popping takes from which end of a stack?
! Which end of a queue do you pop from? => The one opposite to where you push.
Which sorts are stable? => Merge sort and insertion sort{, as they are usually written}.
~ What sorting algorithms are stable? ~ Which algorithms for sorting keep equal elements in order?
- Which sorts are not stable? => Quick sort and heap sort.
What is a heap good for? => Taking out the smallest element again and again.
~ When is a heap the right choice? ~ For what purpose would you use a heap?
! What is a trie good for? => Finding all words with a given beginning.
@ stack => a collection that gives back first what came last
@ queue => a collection that gives back first what came first
@ deque => a collection that takes and gives at both ends
* A binary search over [1,000|2,000] elements needs at most [10|11] comparisons, over a [million|billion] at most
  [20|30], as every comparison [halves|quarters] what is left.
!* A linear search over [1,000|2,000] elements needs at most [1,000|2,000] comparisons, over a [million|billion] at
  most a [million|billion], as every comparison [rules out one|halves what is left].
## The web | Das Netz
What does HTTP status 404 mean? => Nothing was found there.
~ What is the meaning of HTTP status 404? ~ What is a server saying with HTTP status 404?
# What does HTTP status 403 mean? => You may not have it.
~ What is the meaning of HTTP status 403?
# What does HTTP status 500 mean? => The server itself failed.
# What does HTTP status 301 mean? => It has moved for good.
# What does HTTP status 302 mean? => It has moved for now.
~~ What does HTTP status * mean? => A server answers with HTTP status *: what is it telling you?
Which service listens on port 22? => SSH.
~ What service is reached at port 22? ~ To which service does port 22 belong?
# Which service listens on port 53? => DNS.
# Which service listens on port 25? => Mail.
Which requests may be repeated safely? => GET, PUT and DELETE.
~ What requests can be sent twice without harm? ~ Which requests is it safe to repeat?
- Which requests may not be repeated safely? => POST, as each may make something new.
What does TLS protect? => What is sent, from being read or changed on the way.
- What does TLS not protect? => Who talks to whom, and what the ends do with it.
Is UDP connectionless? => Yes.
! Is TCP connectionless? => No.
## Git | Versionen
What does git fetch change in your working tree? => Nothing.
~ How does git fetch affect your working tree? ~ Your working tree after git fetch: what is different?
= What does git log change in your working tree?
! What does git pull change in your working tree? => It merges what was fetched into it.
What is a commit's parent? => The commit that it was made upon.
~ What do you call the parent of a commit? ~ Which commit is meant by a commit's parent?
When is a rebase harmful? => When others have built upon the commits that it replaces.
~ Under which circumstances does a rebase do harm? ~ When should you stay away from a rebase?
- When is a rebase not harmful? => When nobody else has the commits yet.
""",
}
