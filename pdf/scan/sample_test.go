package scan

import (
	"testing"

	"woshou/data"
	"woshou/data/form"
	"woshou/pdf"
)

func testFonts(t testing.TB) *pdf.Fonts {
	t.Helper()
	f, err := pdf.Load("../../assets/fonts/beside")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func date(text string) data.Day {
	d, err := data.ParseDay(text)
	if err != nil {
		panic(err)
	}
	return d
}

var village = &data.Committee{
	Name: "东篱村人民调解委员会", Level: data.LevelVillage, Area: "339921101001", AreaShort: "示清东",
	Village: "东篱村", Town: "清溪镇", County: "示例县", Court: "示例县人民法院",
	Mediators: []data.Mediator{{ID: "m1", Name: "周天明", Head: true}},
}

func person(id data.ElementID, role data.Role, name string, number data.ResidentID) data.Party {
	return data.Party{
		ID: id, Role: role, Kind: data.Person, Name: name, Sex: data.Male, Ethnicity: "汉族", IDNumber: number,
		Job: "务农", Phone: "13800000001", Address: "示例县清溪镇东篱村3组12号",
	}
}

// roofTiles is sample case 1: neighbours, a written agreement over 800 yuan.
func roofTiles() *data.Case {
	c := &data.Case{
		ID: data.CaseID{1}, Number: "（2026）示清东人调字第001号", Type: "02", Source: data.Application, AcceptedOn: date("2026-03-02"),
		Mediators: []data.Assignment{{ID: "a1", Mediator: "m1", Name: "周天明"}},
		Parties: []data.Party{
			person("p1", data.Applicant, "叶建国", "339921196803150014"), person("p2", data.Respondent, "张根土", "339921195911020036"),
		},
		Sessions: []data.Session{{ID: "s1", On: date("2026-03-24"), Place: "东篱村人民调解室", Recorder: "王海燕"}},
	}
	c.Agreements = []data.Agreement{{
		ID: "g1", Form: data.Written, Version: 1, On: date("2026-03-24"), Edition: "2010", FrozenOn: date("2026-03-24"), Prints: 1,
		Facts: "2026年2月，叶建国翻修自家房屋时，瓦片碰落相邻张根土家屋瓦数片。张根土多次上门要求修复未果，遂在两家之间悬挂遮挡物，影响叶建国家采光和通行。3月1日，双方在村口发生口角并互相推搡，叶建国左手臂擦伤，花去医药费386元。\n双方对屋瓦由谁修复、遮挡物是否拆除以及医药费、误工费如何承担有争议。",
		Clauses: []data.Clause{
			{ID: "c1", Kind: data.PayMoney, From: []data.ElementID{"p2"}, To: []data.ElementID{"p1"}, Amount: 80000, Purpose: "医药费、误工费", Method: data.Cash, Due: date("2026-03-31")},
			{ID: "c2", Kind: data.DoAct, From: []data.ElementID{"p1"}, Purpose: "按原样修复张根土家屋瓦", Due: date("2026-04-10"), AcceptedBy: "东篱村村民委员会"},
			{ID: "c3", Kind: data.DoAct, From: []data.ElementID{"p2"}, Purpose: "拆除遮挡物", Due: date("2026-03-31")},
			{ID: "c4", Kind: data.OtherClause, Text: "双方今后有事找村人民调解委员会，不得动手。"},
		},
		Items: []data.PerformanceItem{
			{ID: "i1", Clause: "c1", From: "p2", To: "p1", Amount: 80000, Method: data.Cash, Due: date("2026-03-31")},
			{ID: "i2", Clause: "c2", From: "p1", Thing: "按原样修复张根土家屋瓦", Due: date("2026-04-10")},
			{ID: "i3", Clause: "c3", From: "p2", Thing: "拆除遮挡物", Due: date("2026-03-31")},
		},
	}}
	return c
}

// layOut lays the case's agreement out as a printing of a text with a digest.
func layOut(t testing.TB, fonts *pdf.Fonts, c *data.Case, number int, digest string) *pdf.Document {
	t.Helper()
	s, err := form.About(village, c, form.Ref{Code: form.Agreement, Element: c.Agreements[0].ID}, date("2026-03-24"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := pdf.Paper(fonts, form.Agreement, s, pdf.Print{Number: number, Version: 1, Digest: digest})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// digestOf is the digest that printing freezes.
func digestOf(t testing.TB, c *data.Case) string {
	t.Helper()
	s, err := form.About(village, c, form.Ref{Code: form.Agreement, Element: c.Agreements[0].ID}, date("2026-03-24"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := form.Edition(form.Agreement, s)
	if err != nil {
		t.Fatal(err)
	}
	return form.Digest(f, s)
}
