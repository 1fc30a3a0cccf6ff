package store

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"woshou/data"
)

func party(name string, more func(*data.Party)) data.Party {
	p := data.Party{ID: data.NewElementID(), Role: data.Applicant, Kind: data.Person, Name: name}
	if more != nil {
		more(&p)
	}
	return p
}

func TestFind_Text(t *testing.T) {
	s := newTestStore(t)
	cases := map[string]*data.Case{
		"zhang": {Parties: []data.Party{party("张建国", func(p *data.Party) { p.Phone = "13900000042" }), party("骆阿水", nil)},
			Number: "（2026）示清东人调字第017号", Place: "晒谷场"},
		"yang": {Parties: []data.Party{party("杨秀莲", func(p *data.Party) { p.IDNumber = "339921196311270087" })},
			Summary: "修房时瓦片碰落邻家屋瓦"},
		"yu":   {Parties: []data.Party{party("俞𬭎伟", nil), party("赵𫖯", nil), party("徐䶮", nil)}},
		"chen": {Parties: []data.Party{party("陈𤧛", nil), party("孙𨱔", nil)}},
		"zeng": {Parties: []data.Party{party("曾单", nil)}},
		"mai":  {Parties: []data.Party{party("阿依古丽·买买提", nil)}},
		"company": {Parties: []data.Party{party("示例县宏达建筑工程有限公司", func(p *data.Party) {
			p.Kind = data.Company
			p.LegalRep = "寿永康"
			p.CreditCode = "91339921MA999903X5"
		})}},
		"named": {Parties: []data.Party{party("乐乐", func(p *data.Party) { p.Pinyin = "yuele" })}, Requests: "返还 ABC-12 号车位"},
	}
	names := map[data.CaseID]string{}
	for name, c := range cases {
		c.ID, c.Status = data.NewCaseID(), data.Applied
		names[c.ID] = name
		intake(t, s, c)
	}
	tests := []struct{ text, want string }{
		{"zjg", "zhang"}, {"ZJG", "zhang"}, {"ｚｊｇ", "zhang"}, {"zhangjianguo", "zhang"}, {"jianguo", "zhang"}, {"建国", "zhang"},
		{"张建国 骆阿水", "zhang"}, {"zjg las", "zhang"}, {"017", "zhang"}, {"第017号", "zhang"}, {"晒谷", "zhang"}, {"0042", "zhang"}, {"１３９", "zhang"},
		{"杨秀莲", "yang"}, {"yxl", "yang"}, {"秀", "yang"}, {"0087", "yang"}, {"19631127", "yang"}, {"屋瓦", "yang"},
		{"𬭎", "yu"}, {"yhw", "yu"}, {"yuhongwei", "yu"}, {"俞𬭎伟", "yu"}, {"𫖯", "yu"}, {"zhaofu", "yu"}, {"xuyan", "yu"},
		{"𤧛", "chen"}, {"chendi", "chen"}, {"sunzun", "chen"}, {"sz", "chen"},
		{"zengshan", "zeng"}, {"cengdan", "zeng"}, {"zs", "zeng"},
		{"aygl", "mai"}, {"买买提", "mai"}, {"ayglmmt", "mai"},
		{"hdjz", "company"}, {"syk", "company"}, {"903x5", "company"}, {"MA9999", "company"},
		{"yuele", "named"}, {"abc-12", "named"}, {"ll", "named"},
		{"张建国 杨秀莲", ""}, {"zzzz", ""}, {"俞宏伟", ""},
	}
	for _, s := range []*Store{s, reopen(t, s)} {
		for _, test := range tests {
			rows, total := s.Find(Query{Text: test.text})
			got := ""
			for _, r := range rows {
				got += names[r.ID]
			}
			if got != test.want || total != len(rows) {
				t.Errorf("%s finds %q of %d, want %q", test.text, got, total, test.want)
			}
		}
		if _, total := s.Find(Query{Text: "  　"}); total != len(cases) {
			t.Errorf("spaces find %d of %d", total, len(cases))
		}
	}
}

// What was corrected is found as it is now, not as it was.
func TestFind_AfterEdit(t *testing.T) {
	s := newTestStore(t)
	c := &data.Case{ID: data.NewCaseID(), Status: data.Applied, Parties: []data.Party{party("斯大伟", nil)}}
	now := intake(t, s, c)
	next := now.Clone()
	next.Parties[0].Name = "钱雨桐"
	save(t, s, now, next)
	for text, want := range map[string]int{"斯大伟": 0, "sdw": 0, "钱雨桐": 1, "qyt": 1} {
		if _, total := s.Find(Query{Text: text}); total != want {
			t.Errorf("%s finds %d, want %d", text, total, want)
		}
	}
}

// All that was written down is found, and nothing once the case's key is destroyed.
func TestFind_Texts(t *testing.T) {
	s := newTestStore(t)
	c := &data.Case{
		ID: data.NewCaseID(), Status: data.Applied, Parties: []data.Party{party("斯大伟", nil)},
		Sessions:   []data.Session{{ID: "s", Notes: "各执一九八三年山权证"}},
		Inquiries:  []data.Inquiry{{ID: "q", Person: "何桂英", Notes: "以老水渠为界"}},
		Evidence:   []data.Evidence{{ID: "e", Title: "丈量草图"}},
		Agreements: []data.Agreement{{ID: "a", Facts: "毛竹林界址不清", Clauses: []data.Clause{{ID: "c", Text: "不再砍伐"}}}},
		FollowUps:  []data.FollowUp{{ID: "f", Text: "兄弟和好"}},
	}
	intake(t, s, c)
	texts := []string{"山权证", "水渠", "hgy", "草图", "界址", "砍伐", "和好", "斯大伟 砍伐 sdw"}
	check := func(s *Store, want int, when string) {
		t.Helper()
		for _, text := range texts {
			if _, total := s.Find(Query{Text: text}); total != want {
				t.Errorf("%s: %s finds %d, want %d", when, text, total, want)
			}
		}
	}
	check(s, 1, "saved")
	s = reopen(t, s)
	check(s, 1, "opened again")
	err := s.update(func(tx *txn) error { return tx.destroy(c.ID) })
	if err != nil {
		t.Fatal(err)
	}
	check(s, 0, "destroyed")
	check(reopen(t, s), 0, "destroyed and opened again")
}

// What is saved while nobody searches is found all the same, however much it is.
func TestFind_ManySaved(t *testing.T) {
	s := newTestStore(t)
	fill(t, s, 2*maxUnread)
	s.Settle()
	if n := len(s.mem.unread); n > maxUnread {
		t.Errorf("%d cases wait to be read", n)
	}
	if _, total := s.Find(Query{Text: "第"}); total != 2*maxUnread || len(s.mem.unread) != 0 {
		t.Errorf("%d found, %d unread", total, len(s.mem.unread))
	}
}

// Somebody searches and lists while cases are saved.
func TestFind_WhileSaving(t *testing.T) {
	s := newTestStore(t)
	fill(t, s, 100)
	done := make(chan bool)
	go func() {
		defer close(done)
		for i := range 60 {
			if _, total := s.Find(Query{Text: "东篱", Limit: 1 + i}); total < 100 {
				t.Errorf("%d found", total)
			}
			s.Due(739500, nil)
			s.Facts()
			s.Rows()
		}
	}()
	r := rand.New(rand.NewPCG(6, 6))
	for i := range 60 {
		c := sampleCase(r, 1000+i)
		save(t, s, intake(t, s, c), c)
	}
	<-done
	if rows, total := s.Find(Query{Text: "东篱"}); total != 160 || len(rows) != 160 || len(s.Rows()) != 160 {
		t.Errorf("%d rows of %d", len(rows), total)
	}
}

func TestFind_Filters(t *testing.T) {
	s := newTestStore(t)
	fill(t, s, 300)
	all := s.Rows()
	period := data.Period{From: 739300, To: 739900}
	tests := map[string]struct {
		q    Query
		fits func(Row) bool
	}{
		"all":      {Query{}, func(Row) bool { return true }},
		"statuses": {Query{Statuses: []data.Status{data.Mediating, data.Closed}}, func(r Row) bool { return r.Status == data.Mediating || r.Status == data.Closed }},
		"type":     {Query{Type: "02"}, func(r Row) bool { return r.Type == "02" }},
		"mediator": {Query{Mediator: head}, func(r Row) bool { return r.Mediators[0] == head }},
		"nobody":   {Query{Mediator: "nobody"}, func(Row) bool { return false }},
		"period":   {Query{Period: period}, func(r Row) bool { return period.Has(r.Received) }},
		"ids":      {Query{IDs: []data.CaseID{all[3].ID, all[5].ID}}, func(r Row) bool { return r.ID == all[3].ID || r.ID == all[5].ID }},
		"no ids":   {Query{IDs: []data.CaseID{}}, func(Row) bool { return false }},
		"two":      {Query{Type: "02", Period: period}, func(r Row) bool { return r.Type == "02" && period.Has(r.Received) }},
	}
	for name, test := range tests {
		var want []data.CaseID
		for _, r := range all {
			if test.fits(r) {
				want = append(want, r.ID)
			}
		}
		for _, limit := range []int{0, 1, 7} {
			test.q.Limit = limit
			rows, total := s.Find(test.q)
			n := len(want)
			if limit > 0 {
				n = min(n, limit)
			}
			if total != len(want) || len(rows) != n {
				t.Fatalf("%s: %d rows of %d, want %d of %d", name, len(rows), total, n, len(want))
			}
			for i := range rows {
				if rows[i].ID != want[i] {
					t.Fatalf("%s: row %d is out of order", name, i)
				}
			}
		}
	}
}

// A draft without a day stands first, then the latest received, then the highest number.
func TestRows_Order(t *testing.T) {
	s := newTestStore(t)
	r := rand.New(rand.NewPCG(1, 1))
	for _, c := range []struct {
		on  data.Day
		seq int
	}{{739100, 1}, {0, 0}, {739300, 3}, {739200, 2}, {739300, 4}} {
		n := sampleCase(r, c.seq)
		n.ReceivedOn = c.on
		intake(t, s, n)
	}
	got := ""
	for _, row := range s.Rows() {
		got += fmt.Sprint(row.Received, row.Seq, " ")
	}
	if want := fmt.Sprint(data.Day(0), 0, " ", data.Day(739300), 4, " ", data.Day(739300), 3, " ", data.Day(739200), 2, " ", data.Day(739100), 1, " "); got != want {
		t.Errorf("order %s, want %s", got, want)
	}
}
