"""Facts of eight subjects from chemistry to law, in seven languages; `pool` says how they are written."""

CHEMISTRY_TEXTS = {
    "Chemie": """
+ Zur Wiederholung: {lower}
+ {question} (ein Satz)
## Säuren und Basen | Acids and bases
. Der pH-Wert ist ein Logarithmus, und das vergisst man leicht.
Welchen pH-Wert hat reines Wasser? => 7{, bei 25 Grad}
~ Wie groß ist der pH-Wert von reinem Wasser? ~ Reines Wasser hat welchen pH-Wert?
! Welchen pH-Wert hat Magensaft? => Etwa 1,5{, denn er enthält Salzsäure}
! Welchen pH-Wert hat Seewasser? => Etwa 8,1
Was gibt eine Säure nach Brønsted ab? => Protonen{, also Wasserstoffionen ohne ihr Elektron}.
~ Welche Teilchen gibt eine Säure nach Brønsted ab? ~ Was wird nach Brønsted von einer Säure abgegeben?
! Was gibt eine Base nach Lewis ab? => Ein Paar von Elektronen.
Welche Stoffe färbt Lackmus rot? => Säuren.
- Welche Stoffe färbt Lackmus nicht rot? => Basen und neutrale Lösungen.
! Welche Stoffe färbt Lackmus blau? => Basen.
@ die Lauge => the alkaline solution
@ die Säure => the acid
@ das Salz => the salt
## Elemente | Elements
. Das Symbol kommt oft aus dem Lateinischen.
Welches Symbol hat Natrium? => Na
! Welches Symbol hat Kalium? => K
! Welches Symbol hat Eisen? => Fe
! Welches Symbol hat Blei? => Pb
~~ Welches Symbol hat *? => Mit welchem Symbol schreibt man *?
Wie viele Protonen hat Kohlenstoff? => 6{, und meist ebenso viele Neutronen}
~ Welche Zahl von Protonen hat Kohlenstoff? ~ Kohlenstoff hat wie viele Protonen?
! Wie viele Protonen hat Sauerstoff? => 8
! Wie viele Protonen hat Stickstoff? => 7
Welches Gas entsteht, wenn Zink auf Salzsäure trifft? => Wasserstoff.
~ Wenn Zink auf Salzsäure trifft, welches Gas entsteht dann? ~ Zink trifft auf Salzsäure: welches Gas entsteht?
= Welches Gas entsteht, wenn Magnesium auf Salzsäure trifft?
! Welches Gas entsteht, wenn Kalk auf Salzsäure trifft? => Kohlendioxid.
## Bindungen | Bonds
. Elektronen halten alles zusammen.
Wodurch hält ein Metall zusammen? => Durch Elektronen, die sich zwischen den Rümpfen frei bewegen.
~ Was hält ein Metall zusammen? ~ Wodurch wird ein Metall zusammengehalten?
! Wodurch hält ein Salz zusammen? => Durch die Anziehung zwischen positiven und negativen Ionen.
* Ein Molekül Wasser hat [zwei|drei] Atome Wasserstoff und [ein|zwei] Atom Sauerstoff, ist [gewinkelt|gerade] und
  siedet bei [100|78] Grad.
~ Mit [zwei] Atomen Wasserstoff und [ein] Atom Sauerstoff ist ein Molekül Wasser [gewinkelt]; es siedet bei [100] Grad.
!* Ein Molekül Ammoniak hat [drei|vier] Atome Wasserstoff und [ein|zwei] Atom Stickstoff, ist [pyramidal|eben] und
  siedet bei [-33|-78] Grad.
## Reaktionen | Reactions
. Immer erst ausgleichen.
Was tut ein Katalysator mit der Aktivierungsenergie? => Er senkt sie{, ohne selbst verbraucht zu werden}.
~ Welche Wirkung hat ein Katalysator auf die Aktivierungsenergie? ~ Wie ändert ein Katalysator die Aktivierungsenergie?
! Was tut ein Inhibitor mit der Aktivierungsenergie? => Er erhöht sie.
""",
    "Histoire": """
+ Pour l'examen : {lower}
+ {question} (en une phrase)
## La Révolution | The Revolution
. Une année qui commence par une crise des finances.
En quelle année la Bastille a-t-elle été prise ? => 1789{, le quatorze juillet}
~ Quand a-t-on pris la Bastille ? ~ La Bastille a été prise en quelle année ?
! En quelle année la République a-t-elle été proclamée ? => 1792
! En quelle année la monarchie a-t-elle été rétablie ? => 1814{, après l'abdication}
Qui a été guillotiné en janvier 1793 ? => Louis XVI{, sur la place de la Révolution}.
# Qui a été guillotiné en juillet 1794 ? => Robespierre.
# Qui a été guillotiné en octobre 1793 ? => Marie-Antoinette.
Quels ordres composaient les états généraux ? => Le clergé, la noblesse et le tiers état.
~ De quels ordres les états généraux étaient-ils composés ? ~ Les états généraux : quels ordres les composaient ?
- Quels ordres ne payaient pas la taille ? => Le clergé et la noblesse.
@ la dîme => the tithe
@ la gabelle => the salt tax
@ la corvée => forced labour
## L'Empire | The Empire
. Dix ans de guerre et un code civil.
Quelle bataille Napoléon a-t-il gagnée en 1805 ? => Austerlitz{, en Moravie, un an après son sacre}.
~ En 1805, quelle bataille fut gagnée par Napoléon ? ~ De quelle bataille Napoléon sortit-il vainqueur en 1805 ?
# Quelle bataille Napoléon a-t-il gagnée en 1806 ? => Iéna.
# Quelle bataille Napoléon a-t-il gagnée en 1809 ? => Wagram.
Sur quelle île Napoléon est-il mort ? => Sainte-Hélène.
~ Quelle est l'île où Napoléon est mort ? ~ Napoléon est mort sur quelle île ?
! Sur quelle île Napoléon est-il né ? => La Corse.
* Le code civil de [1804|1814] reconnaît l'[égalité|inégalité] des citoyens, la liberté du [travail|culte] et la
  propriété [privée|commune].
## Les villes | The towns
. À apprendre avec une carte.
Quel fleuve traverse Paris ? => La Seine.
~ Par quel fleuve Paris est-elle traversée ? ~ Paris est sur quel fleuve ?
= Quel fleuve traverse Rouen ?
! Quel fleuve traverse Lyon ? => Le Rhône.
! Quel fleuve traverse Nantes ? => La Loire.
~~ Quel fleuve traverse * ? => Sur quel fleuve se trouve * ?
Quelle mer borde Marseille ? => La Méditerranée{, que les Romains disaient leur}.
= Quelle mer borde Nice ?
! Quelle mer borde Calais ? => La mer du Nord.
## Le vocabulaire | Vocabulary
. Des mots de chaque jour.
@ le poisson => the fish
@ le poison => the poison
@ la boisson => the drink
""",
    "Biología": """
+ Para el examen: {lower}
+ Repaso: {lower}
## Las plantas | Plants
. Sin ellas no habría oxígeno.
¿Qué gas absorben las plantas durante la fotosíntesis? => Dióxido de carbono{, que entra por los estomas}.
~ ¿Cuál es el gas que las plantas absorben durante la fotosíntesis? ~ Durante la fotosíntesis, ¿qué gas absorben las
  plantas?
! ¿Qué gas liberan las plantas durante la fotosíntesis? => Oxígeno.
! ¿Qué gas absorben las plantas durante la respiración? => Oxígeno.
¿Dónde ocurre la fotosíntesis? => En los cloroplastos{, que tienen su propio ADN}.
~ ¿En qué orgánulos ocurre la fotosíntesis? ~ La fotosíntesis, ¿dónde ocurre?
! ¿Dónde ocurre la respiración celular? => En las mitocondrias.
¿Qué tejido lleva el agua desde las raíces hasta las hojas? => El xilema.
! ¿Qué tejido lleva el azúcar desde las hojas hasta las raíces? => El floema.
@ la raíz => the root
@ la hoja => the leaf
@ el tallo => the stem
## El cuerpo | The body
. Doscientos huesos y algo más.
¿Cuántos huesos tiene un adulto? => 206
~ ¿Qué número de huesos tiene un adulto? ~ Un adulto tiene, ¿cuántos huesos?
! ¿Cuántos huesos tiene un recién nacido? => Unos 300{, muchos de los cuales se unen más tarde}
¿Qué vitamina se forma en la piel con la luz del sol? => La vitamina D.
~ Con la luz del sol, ¿qué vitamina se forma en la piel? ~ ¿Cuál es la vitamina que forma la piel con la luz del sol?
! ¿Qué vitamina se obtiene de los cítricos? => La vitamina C.
¿Qué animales regulan su temperatura? => Los mamíferos y las aves.
~ ¿Cuáles son los animales que regulan su temperatura? ~ ¿Por qué animales es regulada su temperatura?
- ¿Qué animales no regulan su temperatura? => Los reptiles, los anfibios y los peces.
* El corazón humano tiene [cuatro|tres] cavidades, late unas [70|90] veces por minuto y envía la sangre a los [pulmones|
  riñones] por la arteria [pulmonar|renal].
!* El corazón de una rana tiene [tres|cuatro] cavidades, late unas [40|60] veces por minuto y mezcla la sangre en el
  [ventrículo|pulmón] único.
## Los verbos | Verbs
. Una letra cambia la persona.
@ hablo => I speak
@ habló => he spoke
@ hablaba => he used to speak
@ hablaban => they used to speak
## La célula | The cell
. La unidad de la vida.
¿Qué orgánulo fabrica las proteínas? => El ribosoma{, que lee el ARN mensajero}.
~ ¿Por qué orgánulo son fabricadas las proteínas? ~ ¿Dónde se fabrican las proteínas?
! ¿Qué orgánulo digiere los desechos? => El lisosoma.
¿Es procariota una bacteria? => Sí.
= ¿Es procariota una arquea?
! ¿Es procariota una levadura? => No.
""",
    "География": """
+ К экзамену: {lower}
+ {question} (одним словом)
## Столицы | Capitals
. Учить лучше с картой.
Какой город является столицей Канады? => Оттава{, хотя Торонто гораздо больше}
~ Как называется столица Канады? ~ Столица Канады — это какой город?
! Какой город является столицей Норвегии? => Осло
! Какой город является столицей Австралии? => Канберра
! Какой город является столицей Австрии? => Вена
~~ Какой город является столицей *? => Назовите столицу *.
Сколько часовых поясов в России? => 11{, от Калининграда до Камчатки}
~ Каково число часовых поясов в России? ~ Россия: сколько в ней часовых поясов?
! Сколько часовых поясов в Китае? => 1
## Реки и озёра | Rivers and lakes
. Волга течёт медленно.
В какое море впадает Волга? => В Каспийское море.
~ Волга впадает в какое море? ~ Какое море принимает воды Волги?
= В какое море впадает Урал?
! В какое море впадает Дон? => В Азовское море.
! В какое море впадает Днепр? => В Чёрное море.
Какое озеро самое глубокое в мире? => Байкал{, глубиной более полутора километров}.
~ Как называется самое глубокое озеро в мире? ~ Самое глубокое озеро в мире — какое?
! Какое озеро самое большое в мире? => Каспийское море.
Почему вода в Каспийском море солёная? => Из него нет стока в океан.
- Почему вода в озере Байкал не солёная? => Из него вытекает Ангара.
@ устье => the mouth of a river
@ исток => the source of a river
@ берег => the bank of a river
## Климат | Climate
. Погода и климат — не одно и то же.
Какие ветры дуют летом с моря на сушу? => Летние муссоны.
! Какие ветры дуют зимой с суши на море? => Зимние муссоны.
* Байкал содержит около [20|30] процентов пресной воды мира, его глубина [1642|1470] метра, а питают его [336|200] рек.
!* Танганьика содержит около [17|25] процентов пресной воды мира, её глубина [1470|1642] метров, а стекает она в
  [Конго|Нил].
Отчего бывают времена года? => Ось Земли наклонена к её орбите.
~ Какова причина времён года? ~ Времена года: отчего они бывают?
- Отчего времена года не бывают на экваторе заметны? => Солнце там всегда стоит высоко.
""",
    "科学": """
+ 复习：{question}
+ {question}（一句话）
## 化学 | Chemistry
. 先记住常见的元素。
水的化学式是什么？ => H2O{，由两种元素组成}
~ 请写出水的化学式。 ~ 什么是水的化学式？
! 氨的化学式是什么？ => NH3
! 甲烷的化学式是什么？ => CH4
~~ *的化学式是什么？ => 请问*的化学式怎么写？
金属钠为什么保存在煤油里？ => 因为它会与水和氧气剧烈反应。
~ 为什么要把金属钠保存在煤油里？ ~ 金属钠保存在煤油里，这是为什么？
! 白磷为什么保存在水里？ => 因为它在空气中会自燃。
哪些金属能与稀盐酸反应？ => 锌、铁和镁。
- 哪些金属不能与稀盐酸反应？ => 铜、银和金。
@ 氧气 => oxygen
@ 氢气 => hydrogen
@ 氮气 => nitrogen
## 物理 | Physics
. 单位不要写错。
声音在空气中的速度大约是多少？ => 每秒340米{，随温度升高而加快}
~ 在空气中，声音的速度大约是多少？ ~ 声音在空气中每秒大约走多少米？
! 声音在水中的速度大约是多少？ => 每秒1500米
! 光在真空中的速度大约是多少？ => 每秒30万公里
第一个提出万有引力定律的科学家是谁？ => 牛顿{，在他的《原理》一书里}
~ 哪位科学家第一个提出了万有引力定律？ ~ 万有引力定律是由哪位科学家第一个提出的？
! 第一个提出相对论的科学家是谁？ => 爱因斯坦
力的单位是什么？ => 牛顿
! 功的单位是什么？ => 焦耳
! 压强的单位是什么？ => 帕斯卡
## 生物 | Biology
. 细胞是生命的基本单位。
植物的叶子为什么是绿色的？ => 因为叶绿体里有叶绿素，它反射绿光。
~ 为什么植物的叶子看上去是绿色的？ ~ 植物的叶子是绿色的，原因是什么？
- 有些植物的叶子为什么不是绿色的？ => 因为别的色素盖过了叶绿素。
* 人的体细胞有[23|24]对染色体，心脏有[四|三]个腔，成年人有[206|270]块骨头，最大的器官是[皮肤|肝脏]。
!* 狗的体细胞有[39|38]对染色体，心脏有[四|三]个腔，成年狗约有[319|206]块骨头，体温约[38|36]度。
## 地理 | Geography
. 看着地图学。
长江流入哪个海？ => 东海
~ 长江最后流入哪个海？ ~ 哪个海是长江流入的？
! 黄河流入哪个海？ => 渤海
! 珠江流入哪个海？ => 南海
中国面积最大的省级行政区是哪个？ => 新疆
! 中国人口最多的省级行政区是哪个？ => 广东
""",
    "日本": """
+ 復習：{question}
+ {question}（一言で）
## 歴史 | History
. 年号は語呂で覚える。
鎌倉幕府を開いたのは誰ですか？ => 源頼朝{、征夷大将軍になった人}
~ 誰が鎌倉幕府を開きましたか？ ~ 鎌倉幕府は誰によって開かれましたか？
! 江戸幕府を開いたのは誰ですか？ => 徳川家康
! 室町幕府を開いたのは誰ですか？ => 足利尊氏
~~ *を開いたのは誰ですか？ => *は誰が開いたものですか？
明治維新は何年に始まりましたか？ => 1868年{、江戸が東京と改められた年}
~ 何年に明治維新が始まりましたか？ ~ 明治維新が始まった年はいつですか？
! 日露戦争は何年に始まりましたか？ => 1904年
! 日清戦争は何年に始まりましたか？ => 1894年
## 地理 | Geography
. 地図を開いて確かめる。
日本で一番高い山は何ですか？ => 富士山{、高さは3776メートル}
~ 日本の一番高い山の名前は何ですか？ ~ 一番高い日本の山は何ですか？
! 日本で一番長い川は何ですか？ => 信濃川
! 日本で一番広い湖は何ですか？ => 琵琶湖
青森県はりんごの生産量が全国で何位ですか？ => 一位
= 和歌山県はみかんの生産量が全国で何位ですか？
- 北海道で作られない果物は何ですか？ => みかん
* 日本には[47|46]の都道府県があり、首都は[東京|京都]、一番大きい島は[本州|北海道]、一番高い山は[富士山|北岳]です。
!* ドイツには[16|15]の州があり、首都は[ベルリン|ボン]、一番長い川は[ライン川|エルベ川]です。
## ことば | Words
. 毎日すこしずつ。
@ 食べる => to eat
@ 食べた => ate
@ 飲む => to drink
@ 読む => to read
@ はし => bridge
## 理科 | Science
. 実験の前に手を洗う。
植物が光合成で作り出す気体は何ですか？ => 酸素
~ 光合成で植物が作り出す気体は何ですか？ ~ 植物が光合成で作る気体の名前は何ですか？
! 植物が光合成で吸収する気体は何ですか？ => 二酸化炭素
クジラはなぜ魚の仲間ではないのですか？ => 肺で呼吸し、子を乳で育てるから。
! サメはなぜ魚の仲間なのですか？ => えらで呼吸するから。
アルコールランプの火はどうやって消しますか？ => ふたを斜めからかぶせて消す。
~ どうやってアルコールランプの火を消しますか？ ~ アルコールランプの火の消し方はどうですか？
! ガスバーナーの火はどうやって消しますか？ => 空気のねじ、ガスのねじの順に閉める。
""",
    "Music": """
## Harmony | Harmonie
. Sing every interval before you name it.
How many semitones has a perfect fifth? => 7{, as from C up to G}
~ A perfect fifth has how many semitones? ~ How many semitones are there in a perfect fifth?
! How many semitones has a perfect fourth? => 5
! How many semitones has a major third? => 4
! How many semitones has a minor third? => 3
~~ How many semitones has *? => How many semitones wide is *?
Which chord usually follows the dominant seventh? => The tonic{, except in a deceptive cadence}.
~ By which chord is the dominant seventh usually followed? ~ The dominant seventh is usually followed by which chord?
! Which chord usually precedes the dominant seventh? => The subdominant.
What does a sharp do to a note? => It raises it by a semitone.
~ How is a note changed by a sharp? ~ What effect has a sharp on a note?
! What does a flat do to a note? => It lowers it by a semitone.
Which intervals did the church fathers call perfect? => Unison, fourth, fifth and octave.
- Which intervals are not called perfect? => Seconds, thirds, sixths and sevenths.
## Instruments | Instrumente
. Listen for the beginning of the tone.
On which clef does the viola read? => The alto clef{, with C on its middle line}.
~ Which clef is used by the viola? ~ In which clef is music for the viola written?
! On which clef does the cello read? => The bass clef.
Is the flute a woodwind? => Yes.
~ Does the flute belong to the woodwinds? ~ Are flutes woodwinds?
= Is the saxophone a woodwind?
! Is the trumpet a woodwind? => No.
How does a trombone change its pitch? => With a slide{, and with the lips}.
~ In what way does a trombone change its pitch? ~ By what means is the pitch of a trombone changed?
! How does a trumpet change its pitch? => With three valves.
@ legato => smoothly connected
@ staccato => short and detached
@ marcato => marked, with emphasis
* A violin has [four|five] strings, tuned in [fifths|fourths] from [G|C] upwards, and is played with a [bow|pick].
~ Played with a [bow], a violin has [four] strings that are tuned in [fifths] from [G] upwards.
!* A guitar has [six|seven] strings, tuned in [fourths|fifths] from [E|A] upwards with one third among them.
## Composers | Komponisten
. Dates help, the ear helps more.
Who wrote the Brandenburg Concertos? => Johann Sebastian Bach{, for a margrave who never paid}.
~ By whom were the Brandenburg Concertos written? ~ Which composer wrote the Brandenburg Concertos?
= Who wrote the Goldberg Variations?
! Who wrote the Diabelli Variations? => Beethoven.
How many symphonies did Brahms finish? => 4
! How many symphonies did Bruckner finish? => 8{, and left another one open}
! How many concertos did Brahms finish? => 4
Why did Beethoven strike out the dedication of his Eroica? => Napoleon had made himself emperor.
~ What made Beethoven strike out the dedication of his Eroica? ~ For what reason did Beethoven strike out the Eroica's
  dedication?
## Form | Form
. Count the bars.
What follows the exposition of a sonata? => The development.
~ By what is the exposition of a sonata followed? ~ In a sonata, what follows the exposition?
! What follows the development of a sonata? => The recapitulation.
! What follows the exposition of a fugue? => Episodes, and further entries of the subject.
""",
    "Law": """
## Contracts | Verträge
. A contract is a promise that a court will enforce.
What makes an offer lapse? => Time, rejection, or the death of the offeror{ before it is accepted}.
~ By what events does an offer lapse? ~ When does an offer lapse?
! What makes an acceptance lapse? => Nothing, once it has reached the offeror.
Which contracts must be in writing? => Those on land, and promises to answer for another's debt.
~ For which contracts is writing required? ~ What contracts need to be in writing?
- Which contracts need not be in writing? => Most of them, above all sales of ordinary goods.
Within how many years must a claim on a simple contract be brought? => 6
~ How many years are there to bring a claim on a simple contract? ~ A claim on a simple contract must be brought within
  how many years?
! Within how many years must a claim on a deed be brought? => 12
@ consideration => what each side gives for the promise of the other
@ estoppel => being held to what one led another to believe
@ novation => a new contract in the place of an old one
## Crime | Strafrecht
. Every element has to be proved.
Who has to prove guilt? => The prosecution{, beyond reasonable doubt}.
~ On whom lies the burden of proving guilt? ~ By whom must guilt be proved?
! Who has to prove insanity? => The defence, on the balance of probabilities.
What is the difference between theft and robbery? => Robbery uses force, or the threat of it.
~ How do theft and robbery differ? ~ In what does robbery differ from theft?
! What is the difference between theft and burglary? => Burglary needs entry into a building as a trespasser.
Is mere recklessness enough for criminal damage? => Yes.
= Is mere recklessness enough for common assault?
! Is mere recklessness enough for theft? => No.
* A jury in England has [12|15] members, must try to be [unanimous|quick], may convict by [10|8] after [two|three]
  hours, and gives no [reasons|verdict].
!* A jury in Scotland has [15|12] members, may convict by [eight|ten], and could until lately find a charge not
  [proven|guilty].
## Courts | Gerichte
. Read the judgment, not the headline.
Which court hears appeals from the High Court? => The Court of Appeal{, which sits in two divisions}.
~ By which court are appeals from the High Court heard? ~ Appeals from the High Court go to which court?
! Which court hears appeals from the Court of Appeal? => The Supreme Court.
Which part of a judgment binds later courts? => The ratio decidendi.
~ What part of a judgment is binding on later courts? ~ By which part of a judgment are later courts bound?
- Which part of a judgment does not bind later courts? => What was said by the way.
## Latin | Latein
. Most of it has an English word by now.
@ bona fide => in good faith
@ mala fide => in bad faith
@ prima facie => at first sight
""",
}
