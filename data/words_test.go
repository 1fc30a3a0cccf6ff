package data

import (
	"slices"
	"strings"
	"testing"
)

// wordsIn are the words found in a text that tells, and in one that binds.
func wordsIn(text string, names ...string) (tells, binds []string) {
	rules := CheckerOn(nil, on("04-16")).words
	for _, clause := range []*Clause{nil, {}} {
		p := passage{text: text, clause: clause}
		var found []string
		for _, f := range append(rules.in(p, names), voidWords.in(p, names)...) {
			found = append(found, f.Text)
		}
		if clause == nil {
			tells = found
		} else {
			binds = found
		}
	}
	return tells, binds
}

func TestWordRules_Found(t *testing.T) {
	for text, want := range map[string]string{
		"张根土是个无赖，上门闹事。":                  "无赖",
		"他母亲是个寡妇，孩子是私生子。":                "私生子",
		"双方老婆扯皮多次。":                      "扯皮 老婆",
		"被告拿走了铜钿。":                       "被告",
		"调解员说双方必须签字。":                    "必须签字",
		"不签字就叫派出所抓人。":                    "不签字就 叫派出所抓",
		"镇人民检查院和派出处都来过。":                 "人民检查院 派出处",
		"示例县人名法院判过。":                     "人名法院",
		"依据《合同法》第107条。":                  "《合同法》",
		"依据《中华人民共和国婚姻法》。":                "《中华人民共和国婚姻法》",
		"双方各付调解费50元。":                    "调解费",
		"双方签字后不得再向人民法院起诉。":               "不得再向人民法院起诉",
		"张根土放弃向法院起诉的权利。":                 "放弃向法院起诉的权利",
		"今后不得上访。":                        "不得上访",
		"双方约定不报案，也不报警。":                  "不报案 不报警",
		"互不追究对方刑事责任。":                    "互不追究对方刑事责任",
		"经本调委会裁决，由张根土赔偿。":                "调委会裁决",
		"逾期不付，后果自负。":                     "后果自负",
		"外嫁女在本村无权分红。":                    "外嫁女在本村无权",
		"一切由调解员说了算，拿钱了事。":                "调解员说了算",
		"双方打相打，差勿多一刻钟。":                  "打相打 差勿多",
		"问：什么时候？\n答：他骂我神经病。\n双方都说对方是傻子。": "傻子",
	} {
		got, _ := wordsIn(text)
		slices.SortFunc(got, func(a, b string) int { return strings.Index(text, a) - strings.Index(text, b) })
		fields := strings.Fields(want)
		slices.SortFunc(fields, func(a, b string) int { return strings.Index(text, a) - strings.Index(text, b) })
		if !slices.Equal(got, fields) {
			t.Errorf("%s: %q, want %q", text, got, fields)
		}
	}
}

// A check that cries wolf is worse than none: ordinary sentences of mediation rooms in
// which nothing is wrong.
func TestWordRules_NotFound(t *testing.T) {
	for _, text := range []string{
		"人民调解不收取调解费，双方没有交过调解费。",
		"任何一方没有按期履行的，对方可以要求其一次性履行剩余全部义务，并可以依法向人民法院起诉。",
		"本协议履行完毕后，双方就本纠纷再无其他争议，互不再提其他请求。",
		"任何人不得阻止对方起诉，不得影响当事人向法院起诉。",
		"调解不成的，可以向人民法院起诉，也可以申请仲裁。",
		"家畜生病、禽兽医站派人来看，小三轮车停在路边。",
		"鸡蛋被打坏蛋壳，装鸡蛋的筐翻了。",
		"老公路边上的老公房，阿拉伯数字写在墙上。",
		"张根土骂对方“王八蛋、混蛋”，叶建国回骂“疯子”。",
		"他曾作为原告向法院起诉，后来撤回；被告知可以调解。",
		"事发后没有报警，也没有报案。公安机关已经立案。",
		"派出所民警到场，镇派出处理人员两名。",
		"村民委员会、居民委员会和人民调解委员会都派了人。",
		"示例市中级人民法院、示例县人民检察院、最高人民法院。",
		"依据《中华人民共和国民法典》《中华人民共和国劳动合同法》。",
		"患者诊断为坐骨神经病变，持有残废军人证。",
		"双方今后有事找村人民调解委员会，不得动手。",
		"协议书必须签字盖章后生效。",
		"张根土不同意就离开了；一方不愿意就停止调解。",
		"他本人必须签收通知。",
		"双方互相骂了几句。",
		"不是人为损坏，东西方向的墙倒了。",
		"土地证记载东至水渠，交警罚款200元已经缴纳。",
		"收到发票子女各一份。",
		"不得越级上访，依法信访。",
	} {
		if got, _ := wordsIn(text); len(got) > 0 {
			t.Errorf("%s: %q", text, got)
		}
	}
	for _, text := range []string{"左右两边各留一米。", "按《人民调解工作若干规定》办理。", "适当履行义务。", "大门归张根土使用。"} {
		if _, got := wordsIn(text); len(got) > 0 {
			t.Errorf("%s: %q", text, got)
		}
	}
}

// Vague words and void promises count where a text binds, and not where it tells.
func TestWordRules_Clauses(t *testing.T) {
	for text, want := range map[string]string{
		"张根土尽快付清。":     "尽快",
		"大约800元左右。":    "大约",
		"付800元左右。":     "元左右",
		"方便的时候归还若干材料。": "若干 方便的时候",
		"归还赌债3000元。":   "赌债",
	} {
		tells, binds := wordsIn(text)
		slices.Sort(binds)
		fields := strings.Fields(want)
		slices.Sort(fields)
		if len(tells) > 0 || !slices.Equal(binds, fields) && !slices.Contains(binds, want) {
			t.Errorf("%s: tells %q, binds %q, want %q", text, tells, binds, want)
		}
	}
}

// No word is looked for in a name, however long its characters are; what is found then
// still stands where it says.
func TestWordRules_Names(t *testing.T) {
	if got, _ := wordsIn("俞𬭎傻子和张无赖都是无赖", "俞𬭎傻子", "张无赖", "a"); !slices.Equal(got, []string{"无赖"}) {
		t.Errorf("%q", got)
	}
}

func TestShippedWords(t *testing.T) {
	kinds := map[WordKind]int{}
	for _, r := range shipped(ListWords) {
		kinds[r.Kind]++
		if r.Advice == "" {
			t.Errorf("%s gives no advice", r.Code)
		}
		for _, s := range spellings(r.Name) { // each spelling is found by its own row
			text := "甲" + strings.ReplaceAll(s, WordGap, "丙丁") + "乙"
			w := newWordRules(List{r})[0]
			if len(w.find(text)) != 1 {
				t.Errorf("%s does not find %s", r.Code, s)
			}
		}
	}
	for _, k := range append(slices.Clone(WordKinds), WordVoidPenal, WordVoidLaw) {
		if kinds[k] < 2 {
			t.Errorf("%d words of kind %s", kinds[k], k)
		}
	}
	// Laws are out of date from the day they were repealed.
	old := CheckerOn(nil, on("2020-12-31")).words
	if got := old.in(passage{text: "依据《合同法》"}, nil); len(got) > 0 {
		t.Errorf("%v", got)
	}
}

func TestListRow_CheckWord(t *testing.T) {
	row := func(edit func(r *ListRow)) ListRow {
		r := ListRow{List: ListWords, Row: Row{Code: "own1", Name: "嘴仗、打…仗", Kind: WordSlang, Advice: "写争吵"}}
		edit(&r)
		return r
	}
	for name, x := range map[string]struct {
		row  ListRow
		code string
	}{
		"good":               {row(func(*ListRow) {}), ""},
		"no word":            {row(func(r *ListRow) { r.Name = "" }), "text.empty"},
		"a single character": {row(func(r *ListRow) { r.Name = "嘴仗、打" }), "word.short"},
		"mostly a gap":       {row(func(r *ListRow) { r.Name = "打…" }), "word.short"},
		"no kind":            {row(func(r *ListRow) { r.Kind = "" }), "choice.empty"},
		"a law of their own": {row(func(r *ListRow) { r.Kind = WordVoidLaw }), "choice.empty"},
		"no advice":          {row(func(r *ListRow) { r.Advice = "" }), "text.empty"},
		"a law lifted":       {row(func(r *ListRow) { r.Code = "L01" }), "list.closed"},
		"a word of theirs":   {row(func(r *ListRow) { r.Code = "V01" }), ""},
	} {
		if got := codeIn(t, x.row.Check()); got != x.code {
			t.Errorf("%s: %q, want %q", name, got, x.code)
		}
	}
}
