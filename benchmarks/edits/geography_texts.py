"""Facts in German, Italian, Chinese, Japanese and Korean; `pool` says how they are written."""

GEOGRAPHY_TEXTS = {
    "Erdkunde": """
+ Wiederholung: {lower}
+ {question} (kurz)
## Flüsse | Rivers
. Mit dem Finger auf der Karte lernen.
In welches Meer mündet der Rhein? => In die Nordsee{, bei Rotterdam}.
~ Der Rhein mündet in welches Meer? ~ Welches Meer nimmt den Rhein auf?
= In welches Meer mündet die Elbe?
! In welches Meer mündet die Oder? => In die Ostsee.
! In welches Meer mündet die Donau? => In das Schwarze Meer.
~~ In welches Meer mündet *? => Wohin fließt *?
Wie lang ist die Donau? => 2850 Kilometer
~ Welche Länge hat die Donau? ~ Wie groß ist die Länge der Donau?
! Wie lang ist der Rhein? => 1230 Kilometer
@ die Quelle => the spring
@ die Mündung => the mouth
@ die Strömung => the current
## Länder | Countries
. Nachbarn zuerst.
Welche Länder grenzen an die Schweiz? => Deutschland, Frankreich, Italien, Österreich und Liechtenstein.
~ An welche Länder grenzt die Schweiz? ~ Welche Nachbarn hat die Schweiz?
- Welche Länder grenzen nicht an das Meer? => Die Schweiz, Österreich und Liechtenstein zum Beispiel.
Welche Sprache spricht man in Brasilien? => Portugiesisch{, seit der Kolonialzeit}.
~ Welche Sprache wird in Brasilien gesprochen? ~ In Brasilien spricht man welche Sprache?
= Welche Sprache spricht man in Angola?
! Welche Sprache spricht man in Argentinien? => Spanisch.
## Berge | Mountains
. Höhen merkt man sich am besten zu zweit.
Wie hoch ist die Zugspitze? => 2962 Meter
~ Welche Höhe hat die Zugspitze? ~ Die Zugspitze ist wie hoch?
! Wie hoch ist der Watzmann? => 2713 Meter
* Der Montblanc ist [4808|4810] Meter hoch, liegt zwischen [Frankreich|Spanien] und [Italien|Portugal] und wurde zuerst
  [1786|1865] bestiegen.
!* Das Matterhorn ist [4478|4808] Meter hoch, liegt zwischen der [Schweiz|Türkei] und Italien und wurde zuerst
  [1865|1786] bestiegen.
## Wetter | Weather
. Hoch und Tief wechseln sich ab.
Warum weht der Wind am Tag vom Meer zum Land? => Das Land erwärmt sich schneller als das Meer.
~ Aus welchem Grund weht der Wind am Tag vom Meer zum Land? ~ Weshalb weht am Tag der Wind vom Meer zum Land?
! Warum weht der Wind in der Nacht vom Land zum Meer? => Das Land kühlt schneller ab als das Meer.
""",
    "Arte": """
+ Per l'esame: {lower}
## Pittori | Painters
. Prima guardare, poi leggere.
Chi ha dipinto la Primavera? => Botticelli{, per un cugino di Lorenzo}.
~ Da chi è stata dipinta la Primavera? ~ La Primavera è opera di quale pittore?
= Chi ha dipinto la Nascita di Venere?
! Chi ha dipinto la Tempesta? => Giorgione.
In quale città si trova il Cenacolo di Leonardo? => A Milano{, nel refettorio di un convento}.
~ Dove si trova il Cenacolo di Leonardo? ~ Il Cenacolo di Leonardo si trova in quale città?
! In quale città si trova il Giudizio di Michelangelo? => A Roma.
@ il quadro => the painting
@ il quadrato => the square
@ il quaderno => the notebook
## Chiese | Churches
. Ogni facciata ha una storia.
Chi ha progettato la cupola del duomo di Firenze? => Brunelleschi, senza armature.
~ Da chi è stata progettata la cupola del duomo di Firenze?
! Chi ha progettato il campanile del duomo di Firenze? => Giotto, negli ultimi anni.
- Quali cupole non hanno una lanterna? => Quelle aperte, come quella del Pantheon.
## Colori | Colours
. Caldi e freddi.
Quali colori sono primari? => Rosso, giallo e blu.
- Quali colori non sono primari? => Verde, arancione e viola.
## Tecniche | Techniques
. Il tempo conta.
Su che cosa si dipinge un affresco? => Sull'intonaco ancora umido{, perché il colore vi entri}.
~ Un affresco si dipinge su che cosa?
! Su che cosa si dipinge una tempera? => Su una tavola preparata con gesso.
""",
    "历史": """
+ 复习：{question}
## 朝代 | Dynasties
. 年代要记清楚。
唐朝的都城在哪里？ => 长安{，就是今天的西安}
~ 唐朝把都城定在哪里？ ~ 哪座城市是唐朝的都城？
! 宋朝的都城在哪里？ => 开封
! 明朝的都城在哪里？ => 南京，后来是北京
~~ *的都城在哪里？ => 请问*以哪里为都城？
秦始皇在哪一年统一六国？ => 公元前221年
~ 秦始皇统一六国是在哪一年？ ~ 哪一年秦始皇统一了六国？
! 刘邦在哪一年建立汉朝？ => 公元前202年
## 人物 | People
. 人物与事件放在一起记。
为什么司马迁要写《史记》？ => 为了完成父亲的遗愿，记录天下的历史。
~ 司马迁为什么要写《史记》？ ~ 司马迁写《史记》的原因是什么？
! 为什么司马光要写《资治通鉴》？ => 为了让皇帝从历史中吸取教训。
- 哪些皇帝不是汉族？ => 元朝和清朝的皇帝。
* 长城东起[山海关|嘉峪关]，西到[嘉峪关|山海关]，全长约[两万|一万]公里，明朝修建得最[多|少]。
## 发明 | Inventions
. 四大发明。
谁改进了造纸术？ => 东汉的蔡伦
! 谁发明了活字印刷术？ => 北宋的毕昇
@ 指南针 => compass
@ 火药 => gunpowder
@ 火箭 => rocket
## 地点 | Places
. 看地图。
兵马俑在哪个城市？ => 西安
= 大雁塔在哪个城市？
! 莫高窟在哪个城市？ => 敦煌
""",
    "科目": """
+ 確認：{question}
## 数学 | Mathematics
. 公式は図で覚える。
三角形の内角の和は何度ですか？ => 180度{、どんな三角形でも同じ}
~ 三角形の内角を全部足すと何度ですか？ ~ 何度が三角形の内角の和ですか？
! 四角形の内角の和は何度ですか？ => 360度
! 五角形の内角の和は何度ですか？ => 540度
~~ *の内角の和は何度ですか？ => *の内角の和はいくつですか？
素数とは何ですか？ => 1とその数自身でしか割り切れない自然数。
~ 何を素数といいますか？ ~ 素数とはどんな数ですか？
- 1が素数でないのはなぜですか？ => 約数が一つしかないから。
## 文学 | Literature
. 冒頭の一文を覚える。
「坊っちゃん」を書いた作家は誰ですか？ => 夏目漱石
= 「こころ」を書いた作家は誰ですか？
! 「羅生門」を書いた作家は誰ですか？ => 芥川龍之介
* 「源氏物語」は[紫式部|清少納言]が[平安|鎌倉]時代に書いた物語で、全部で[54|48]帖あります。
## 体 | The body
. 図を見る。
血液を全身に送り出す器官は何ですか？ => 心臓{、左心室から大動脈へ送る}
~ 何という器官が血液を全身に送り出しますか？
! 血液から酸素を取り込む器官は何ですか？ => 肺
## 動詞 | Verbs
. 形に注意。
@ 行く => to go
@ 行った => went
@ 書く => to write
""",
    "한국": """
+ 복습: {question}
## 지리 | Geography
. 지도를 보면서 외운다.
프랑스의 수도는 어디입니까? => 파리{, 센강이 흐르는 도시}
~ 어느 도시가 프랑스의 수도입니까? ~ 프랑스의 수도는 어느 도시입니까?
! 독일의 수도는 어디입니까? => 베를린
! 스페인의 수도는 어디입니까? => 마드리드
한국에서 가장 높은 산은 무엇입니까? => 한라산
~ 가장 높은 산은 한국에서 무엇입니까?
! 한국에서 가장 긴 강은 무엇입니까? => 낙동강
## 역사 | History
. 연도를 외운다.
한글을 만든 왕은 누구입니까? => 세종대왕
~ 누가 한글을 만들었습니까?
! 경복궁을 지은 왕은 누구입니까? => 태조
@ 먹다 => to eat
@ 먹었다 => ate
## 과학 | Science
. 실험이 중요하다.
물은 몇 도에서 끓습니까? => 100도
! 물은 몇 도에서 업니까? => 0도
""",
}
