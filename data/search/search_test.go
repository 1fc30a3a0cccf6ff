package search

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"woshou/data"
)

// narrow returns UTF-16 text in UTF-8.
func narrow(wide []byte) (out []byte) {
	units := make([]uint16, 0, len(wide)/2)
	for i := 0; i+1 < len(wide); i += 2 {
		units = append(units, uint16(wide[i])|uint16(wide[i+1])<<8)
	}
	for _, r := range utf16.Decode(units) {
		out = utf8.AppendRune(out, r)
	}
	return out
}

// lines is what a plain search looks through: everything of a case that can be
// found, written down without any of the index's ways.
func lines(c *data.Case) (out []string) {
	out = append(out, fold(c.Type.Name()))
	name := func(s string) {
		s = strings.ReplaceAll(fold(s), " ", "")
		out = append(append(out, s), strings.Fields(string(readings(nil, s)))...)
	}
	for _, p := range c.Parties {
		for _, s := range []string{p.Name, p.LegalRep, p.Guardian, p.Agent.Name, p.Service.Receiver, p.ReadAloudBy} {
			name(s)
		}
		for _, s := range []string{string(p.IDNumber), string(p.Agent.IDNumber), string(p.CreditCode), p.Pinyin, p.Phone, p.Agent.Phone, p.Address} {
			out = append(out, fold(s))
		}
	}
	for _, m := range c.Mediators {
		name(m.Name)
	}
	for _, q := range c.Inquiries {
		name(q.Person)
		out = append(out, fold(q.Notes))
	}
	for _, s := range []string{c.Number, c.Place, c.Summary, c.Requests} {
		out = append(out, fold(s))
	}
	for _, s := range c.Sessions {
		out = append(out, fold(s.Place), fold(s.Notes))
	}
	for _, s := range c.Evidence {
		out = append(out, fold(s.Title))
	}
	for _, s := range c.FollowUps {
		out = append(out, fold(s.Text))
	}
	for _, a := range c.Agreements {
		out = append(out, fold(a.Facts))
		for _, s := range a.Clauses {
			out = append(out, fold(s.Purpose), fold(s.Text))
		}
	}
	return out
}

// matches is the plain search itself.
func matches(lines []string, query string) bool {
	for _, w := range strings.Fields(fold(query)) {
		if strings.Trim(w, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~") == "" {
			continue
		}
		if !slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, w) }) {
			return false
		}
	}
	return true
}

// query makes something to look for: mostly parts of what is there.
func query(r *rand.Rand, cases []*data.Case) string {
	out := ""
	for range 1 + r.IntN(3) {
		of := lines(cases[r.IntN(len(cases))])
		l := []rune(of[r.IntN(len(of))])
		from := r.IntN(len(l) + 1)
		w := l[from:min(len(l), from+1+r.IntN(6))]
		switch r.IntN(12) {
		case 0:
			w = append(w, given[r.IntN(len(given))])
		case 1:
			w = []rune(strings.ToUpper(string(w)))
		case 2:
			r.Shuffle(len(w), func(i, j int) { w[i], w[j] = w[j], w[i] })
		}
		out += string(w) + []string{" ", "　", "  ", " , "}[r.IntN(4)]
	}
	return out
}

// Whatever is looked for, after whatever was added, changed and removed, the index
// finds what a plain look through all cases finds.
func TestFind_SameAsPlainScan(t *testing.T) {
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 3))
		var x Index
		cases := map[Slot]*data.Case{}
		plain := map[Slot][]string{}
		for step := range 900 {
			c := newCase(r, step)
			at := Slot(r.IntN(max(1, len(cases)+40)))
			switch {
			case cases[at] == nil:
				at = x.Add(c)
			case r.IntN(5) == 0:
				x.Remove(at)
				c = &data.Case{}
			default:
				x.Put(at, c)
			}
			cases[at], plain[at] = c, lines(c)
			if step%9 == 0 {
				q := query(r, all(cases))
				same(t, &x, plain, q)
			}
		}
	}
}

func all(m map[Slot]*data.Case) (out []*data.Case) {
	for at := range len(m) {
		out = append(out, m[Slot(at)])
	}
	return out
}

func same(t *testing.T, x *Index, plain map[Slot][]string, q string) {
	t.Helper()
	hits := x.Find(q)
	n := 0
	for at, l := range plain {
		// A removed case has nothing but the name of an empty type.
		want := matches(l, q) && (len(l) > 1 || hits == nil)
		if got := hits.Has(at); got != want {
			t.Fatalf("%q in slot %d: %v, want %v: %q", q, at, got, want, l)
		} else if got {
			n++
		}
	}
	if hits != nil && hits.Count() != n {
		t.Fatalf("%q: %d found, want %d", q, hits.Count(), n)
	}
}

func FuzzFind(f *testing.F) {
	f.Add("张建国", "修房时瓦片碰落邻家屋瓦，医药费386元", "zjg 屋瓦")
	f.Add("俞𬭎伟", "ＡＢＣ-１２号\n车位\t费", "abc-12 车位")
	f.Add("徐\ue863", "\ue863 \ufeff零\u200b宽", "䶮 零宽")
	f.Add("张　三", "\xff\xfe坏", "张三 \xff")
	f.Add("阿依古丽•买买提", "99999", "· 999")
	f.Add("0", "\xdc", "\x7f")
	f.Fuzz(func(t *testing.T, name, text, query string) {
		var x Index
		c := &data.Case{Parties: []data.Party{{Name: name}}, Summary: text}
		plain := map[Slot][]string{}
		for range perBlock + 3 { // a full block, and one that is not
			plain[x.Add(c)] = lines(c)
		}
		same(t, &x, plain, query)
		same(t, &x, plain, text)
		for at := Slot(0); at < perBlock; at += 5 {
			x.Put(at, &data.Case{Place: query})
			plain[at] = lines(&data.Case{Place: query})
		}
		same(t, &x, plain, query)
		same(t, &x, plain, name)
	})
}

func TestFind_Words(t *testing.T) {
	var x Index
	x.Add(&data.Case{
		Number: "（2026）示清东人调字第017号", Type: "02", Place: "晒谷场", Tags: []string{"老年人"},
		Parties: []data.Party{
			{Name: "张建国", Phone: "13900000042", IDNumber: "33992119930416014X"}, {Name: "单　曾"}, {Name: "徐\ue863"},
			{Name: "示例县宏达建筑工程有限公司", CreditCode: "91339921MA999903X5", LegalRep: "寿永康"}, {Name: "俞𬭎伟"}, {Name: "阿依古丽•买买提"},
		},
		Summary: "修房时瓦片\n碰落邻家屋瓦，花去ＡＢＣ-12医药费386.50元", Sessions: []data.Session{{Notes: "各执一词"}}, Inquiries: []data.Inquiry{{Person: "解海燕", Notes: "听见推搡"}},
		FollowUps: []data.FollowUp{{Text: "住户满意"}}, Evidence: []data.Evidence{{Title: "山权证复印件"}},
		Agreements: []data.Agreement{{Facts: "互有过错", Clauses: []data.Clause{{Text: "不得动手"}}, Items: []data.PerformanceItem{{Urges: []data.Urge{{Text: "电话催促"}}}}}},
		Mediators:  []data.Assignment{{Name: "郦小红"}},
	})
	for _, q := range []string{
		"张建国", "建", "zjg", "ZJG", "ｚｊｇ", "zhangjianguo", "jianguo", "zhang jian", "单曾", "shanzeng", "danceng", "sz", "chanzeng", "徐䶮", "xuyan", "xy",
		"𬭎", "俞𬭎伟", "yhw", "yuhongwei", "阿依古丽·买买提", "阿依古丽•买买提", "ayglmmt", "hdjz", "宏达建筑", "syk", "lxh", "xhy", "jiehaiyan",
		"0042", "１３９", "014x", "014X", "19930416", "ma9999", "903X5", "017", "第017号", "(2026)", "（２０２６）示清",
		"晒谷", "老年", "屋瓦", "瓦片", "abc-12", "ＡＢＣ", "费386", "386.50", "一词", "推搡", "满意", "复印", "过错", "动手", "催促", "张建国 屋瓦 zjg 386", "张建国 , 屋瓦", "邻里",
	} {
		if !x.Find(q).Has(0) {
			t.Errorf("%q does not find it", q)
		}
	}
	for _, q := range []string{"张三", "zjgg", "瓦片碰", "张建国 漏水", "俞宏伟", "屋瓦瓦", "13900000043", "老年单", "x01", "gz", "单 曾曾"} {
		if x.Find(q).Has(0) {
			t.Errorf("%q finds it", q)
		}
	}
	for _, q := range []string{"", " 　\t", ",", "，- .", "\u200b"} {
		if h := x.Find(q); h != nil || !h.Has(0) {
			t.Errorf("%q, which has no words, narrows", q)
		}
	}
}

// Every text that somebody types is found, also one that is added to the record
// after this was written.
func TestRead_EveryText(t *testing.T) {
	c := new(data.Case)
	n := 0
	var want []string
	var fill func(v reflect.Value, path string)
	fill = func(v reflect.Value, path string) {
		switch v.Kind() {
		case reflect.String:
			if v.Type() == reflect.TypeFor[string]() {
				n++
				v.SetString(fmt.Sprintf("第%d处", n))
				want = append(want, path+"="+v.String())
			}
		case reflect.Struct:
			for i := range v.NumField() {
				name := v.Type().Name() + "." + v.Type().Field(i).Name
				switch name {
				case "Case.Folded", "Case.Papers", "Agreement.PrintHash", "Agreement.Parties", "Agreement.Edition", "Session.Start", "Session.End", "Escalation.Time":
				default:
					fill(v.Field(i), path+"."+name)
				}
			}
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(v.Index(0), path)
		}
	}
	fill(reflect.ValueOf(c).Elem(), "")
	var x Index
	x.Add(c)
	if n < 60 {
		t.Fatalf("only %d texts: the test does not see them", n)
	}
	for _, w := range want {
		path, text, _ := strings.Cut(w, "=")
		if !x.Find(text).Has(0) {
			t.Errorf("%s is not found", path)
		}
	}
}

// Nothing of a removed case is kept, whether its block is full or not, and however
// often it was changed before.
func TestRemove_Forgets(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	var x Index
	for n := range perBlock + 9 {
		x.Add(newCase(r, n))
	}
	for _, at := range []Slot{3, perBlock + 2} {
		x.Put(at, &data.Case{Summary: "独一无二甲"})
		x.Put(at, &data.Case{Summary: "独一无二乙", Parties: []data.Party{{Phone: "88881234"}}})
		if got := x.Find("独一无二乙 8888").Count(); got != 1 {
			t.Fatalf("%d found before", got)
		}
		x.Remove(at)
		kept := ""
		for _, b := range x.blocks {
			for _, e := range b.entries {
				kept += string(narrow(e.far)) + string(e.near)
			}
		}
		if x.Find("独一无二").Count() != 0 || strings.Contains(kept, "独一无二") || strings.Contains(kept, "8888123") {
			t.Error("the removed case is still there")
		}
		x.Put(at, &data.Case{Summary: "又来了"})
		if !x.Find("又来").Has(at) {
			t.Error("a slot cannot be used again")
		}
	}
}

// Cases are saved while somebody types.
func TestIndex_AtOnce(t *testing.T) {
	var x Index
	var all sync.WaitGroup
	for g := range uint64(4) {
		all.Go(func() {
			r := rand.New(rand.NewPCG(g, 5))
			for n := range 200 {
				at := x.Add(&data.Case{Summary: "先写的"})
				if n%3 == 0 {
					x.Put(at, &data.Case{Summary: "后写的", Requests: words(r, 20)})
				}
				if n%20 == 0 {
					x.Find("写的")
				}
			}
		})
	}
	all.Wait()
	if a, b := x.Find("先写").Count(), x.Find("后写").Count(); a+b != 800 || b != 4*67 {
		t.Errorf("%d and %d", a, b)
	}
	for i, b := range x.blocks {
		if b.full() && b.signs == nil {
			t.Errorf("block %d has no signature", i)
		}
	}
}

func TestReadings_Bounded(t *testing.T) {
	start := time.Now()
	if got := readings(nil, strings.Repeat("单曾乐重", 200)); len(got) > 2*maxReadings*maxRead*6 {
		t.Errorf("%d bytes of readings", len(got))
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("took %s", took)
	}
}

func TestReadings(t *testing.T) {
	for name, want := range map[string]string{
		"张建国": "zjg zhangjianguo", "": "", "abc": "", "单": "s d c shan dan chan", "𬭎": "h hong", "李a1": "la1 lia1", "·": "", "吕": "l lv",
	} {
		got := strings.Fields(string(readings(nil, name)))
		fields := strings.Fields(want)
		slices.Sort(got)
		slices.Sort(fields)
		if !slices.Equal(got, fields) {
			t.Errorf("%s: %v, want %v", name, got, fields)
		}
	}
}

// All readings of the characters that stand in family names are there.
func TestReadings_Polyphones(t *testing.T) {
	for name, want := range map[string][]string{
		"单": {"shan", "dan"}, "曾": {"zeng", "ceng"}, "解": {"xie", "jie"}, "仇": {"qiu", "chou"}, "区": {"ou", "qu"}, "查": {"zha", "cha"},
		"朴": {"piao", "pu"}, "乐": {"yue", "le"}, "盖": {"ge", "gai"}, "翟": {"zhai", "di"}, "尉": {"yu", "wei"}, "华": {"hua"}, "楼": {"lou"},
	} {
		got := strings.Fields(string(readings(nil, name)))
		for _, w := range want {
			if !slices.Contains(got, w) {
				t.Errorf("%s: %v lacks %s", name, got, w)
			}
		}
	}
}
