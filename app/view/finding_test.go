package view

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
	"woshou/data/form"
)

// sentences are the findings of a list in words that hold none of their keys, without what
// to do.
func sentences(t *testing.T, list []FindingView) []string {
	t.Helper()
	var out []string
	for _, v := range list {
		if v.Text == "" || strings.Contains(v.Text+v.Hint, "{") || strings.Contains(v.Text, "finding.") || strings.Contains(v.Text, "invalid.") {
			t.Errorf("%+v", v)
		}
		out = append(out, v.Text)
	}
	return out
}

// The samples are what people learn from, and nothing wrong is found in them. What is
// left says nothing false: parts that a court asks for and the cases do without.
func TestFindings_Samples(t *testing.T) {
	want := map[string][]string{
		"01": {"第3条：没有写做完了由谁验收。", "没有写违约责任：到期不履行怎么办。"},
		"05": {"第1条：写了转账，没有写转到谁的账户。", "没有写违约责任：到期不履行怎么办。"},
		"06": {"第1条：写了转账，没有写转到谁的账户。"},
		"10": {"第2条：写了转账，没有写转到谁的账户。", "没有写违约责任：到期不履行怎么办。"},
	}
	got := map[string][]string{}
	vs, err := Villages()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vs {
		for _, s := range v.Samples {
			d := deskOf(t, v, "2026-07-10")
			var c *data.Case
			for i := range s.Steps {
				if c, err = playStep(d, c, s, i); err != nil {
					t.Fatal(err)
				}
				if s.Steps[i].Do == "draft" {
					got[s.Name] = append(got[s.Name], sentences(t, d.Findings(c, form.Agreement, c.Current().ID))...)
				}
			}
			if list := sentences(t, d.Findings(c, form.Acceptance, "")); c.AcceptedOn != 0 && len(list) > 0 {
				t.Errorf("sample %s, registration: %v", s.Name, list)
			}
			for i := range c.Sessions {
				if list := sentences(t, d.SessionFindings(c, &c.Sessions[i])); len(list) > 0 {
					t.Errorf("sample %s, meeting %d: %v", s.Name, i+1, list)
				}
			}
		}
	}
	maps.DeleteFunc(got, func(_ string, list []string) bool { return len(list) == 0 })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Each finding leads to the field where it is mended.
func TestFindings_LeadToTheField(t *testing.T) {
	d, c := played(t, "01", "draft", 1, "2026-03-24")
	a := c.Current()
	c.Parties[0].Address, c.Parties[1].Phone = "", ""
	a.Facts = "张根土是无赖。"
	a.Clauses[0].Method, a.Clauses[0].Text = "", "人民币捌佰元整（900.00元）"
	a.Clauses[1].Purpose, a.Clauses[1].From = "尽快修瓦", nil
	a.Clauses[3].Text = "不追究刑事责任"
	a.Items[0].Due = a.On - 1
	type line struct {
		text    string
		forbids bool
		target  Target
	}
	one, two, four := a.Clauses[0].ID, a.Clauses[1].ID, a.Clauses[3].ID
	want := []line{
		{"第1条：履行日期早于协议日期。", true, Target{ActDraft, one, "agreement.items", 0, 0}},
		{"第4条：有一条约定了刑事责任怎么了结，这样的约定无效：追究不追究，由公安、检察院、法院决定。", true, Target{ActDraft, four, "clause.text", 0, 21}},
		{"“无赖”：只写事情本身：谁、什么时候、做了什么。骂人的话和评价不写进文书。", false, Target{ActDraft, "", "agreement.facts", 12, 18}},
		{"第1条：没有写怎么付（现金、转账），法院可能认为不明确。", false, Target{ActDraft, one, "clause.method", 0, 0}},
		{"第1条：大写“捌佰元整”读作800.00元，小写“900.00元”是900.00元，两处不一样。", false, Target{ActDraft, one, "clause.text", 9, 36}},
		{"第2条：没有写由谁来做。", false, Target{ActDraft, two, "clause.doer", 0, 0}},
		{"第2条：“尽快”：不够明确，请写清楚数目、日期或者做法。", false, Target{ActDraft, two, "clause.deed", 0, 6}},
		{"第3条：没有写做完了由谁验收。", false, Target{ActDraft, a.Clauses[2].ID, "clause.accepted_by", 0, 0}},
		{"没有写违约责任：到期不履行怎么办。", false, Target{ActDraft, "", "agreement.clauses", 0, 0}},
		{"叶建国：“单位或住址”还是空的，文书上要写。", false, Target{ActParty, c.Parties[0].ID, "party.address", 0, 0}},
		{"张根土：“联系方式”还是空的，文书上要写。", false, Target{ActParty, c.Parties[1].ID, "party.phone", 0, 0}},
	}
	var got []line
	list := d.Findings(c, form.Agreement, a.ID)
	sentences(t, list)
	for _, v := range list {
		got = append(got, line{v.Text, v.Forbids, v.Target})
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(line{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if list[4].Excerpt != "捌佰元整（900.00元" && list[4].Excerpt != "捌佰元整（900.00元）" {
		t.Errorf("excerpt %q", list[4].Excerpt)
	}
	d, c = played(t, "01", "session", 1, "2026-03-02")
	c.Summary, c.Type = "", ""
	c.Sessions[0].Notes = "调解员收取调解费。"
	var targets []Target
	for _, v := range append(d.Findings(c, form.Acceptance, ""), d.SessionFindings(c, &c.Sessions[0])...) {
		targets = append(targets, v.Target)
	}
	if diff := cmp.Diff([]Target{
		{ActEdit, "", "intake.type", 0, 0}, {ActEdit, "", "intake.summary", 0, 0}, {ActSession, c.Sessions[0].ID, "session.notes", 15, 24},
	}, targets); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The user may print all the same, unless the law makes the paper void.
func TestPrintAgreement_AllTheSame(t *testing.T) {
	d, c := played(t, "01", "session", 6, "2026-03-24")
	ye, zhang := c.Parties[0].ID, c.Parties[1].ID
	in := AgreementForm{Form: data.Written, On: d.Today(), Draft: true, Facts: "双方有争议。", Clauses: []data.Clause{
		{ID: "c", Kind: data.PayMoney, From: []data.ElementID{zhang}, To: []data.ElementID{ye}, Amount: 80000, Text: "不再追究张根土的刑事责任。"},
	}}
	c, err := d.SetAgreement(c, in)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = d.PrintAgreement(c)
	wantRefused(t, err, "void.penal")
	if m := d.CaseView(c).Move(ActPrint); m.Allowed || !strings.Contains(m.Reason, "刑事责任") {
		t.Errorf("%+v", m)
	}
	if next := NextStep(d.Words, c, d.Today()); next.Act != ActDraft {
		t.Errorf("next %+v", next)
	}
	in.Clauses[0].Text = "尽快付清。" // no day, no way to pay, not clear: and printed
	if c, err = d.SetAgreement(c, in); err != nil {
		t.Fatal(err)
	}
	if list := sentences(t, d.Findings(c, form.Agreement, c.Current().ID)); len(list) < 3 {
		t.Errorf("%v", list)
	}
	if c, _, err = d.PrintAgreement(c); err != nil || c.Status != data.PendingMarks {
		t.Fatalf("%v", err)
	}
	if list := d.Findings(c, form.Agreement, c.Current().ID); list != nil {
		t.Errorf("of a text that is fixed: %v", list)
	}
}

// While an agreement is drafted nothing is said of what is not written yet.
func TestDraftFindings(t *testing.T) {
	d, c := played(t, "01", "session", 6, "2026-03-24")
	in := d.NewAgreement(c)
	in.Facts = ""
	if list := d.DraftFindings(c, in); len(list) != 0 {
		t.Errorf("of an empty draft: %+v", list)
	}
	in.Clauses = []data.Clause{{ID: "c", Kind: data.OtherClause, Text: "不追究刑事责任，另付500元"}}
	list := sentences(t, d.DraftFindings(c, in))
	if len(list) != 2 || !strings.HasPrefix(list[0], "第1条：有一条约定了刑事责任") || !strings.HasPrefix(list[1], "第1条：这里写了钱数") {
		t.Errorf("%v", list)
	}
}

// A place's own words are looked for as the shipped ones are, and may stand for them; not
// for those that make a paper void.
func TestFindings_OwnWords(t *testing.T) {
	d, c := played(t, "01", "draft", 1, "2026-03-24")
	a := c.Current()
	a.Facts = "两人打了嘴仗，后来尽快散了。"
	a.Clauses[3].Text = "尽快付清。"
	row := data.ListRow{List: data.ListWords, Row: data.Row{Code: "own1", Name: "打嘴仗、打…嘴仗", Kind: data.WordSlang, Advice: "写“争吵”。"}}
	has := func(word string) bool {
		return slices.ContainsFunc(d.Findings(c, form.Agreement, a.ID), func(v FindingView) bool { return v.Excerpt == word })
	}
	if has("打了嘴仗") || !has("尽快") {
		t.Error("before")
	}
	if err := d.SetListRow(row); err != nil {
		t.Fatal(err)
	}
	vague := *data.ListOf(data.ListWords, nil).Row("V01")
	vague.To = d.Today() - 1
	if err := d.SetListRow(data.ListRow{List: data.ListWords, Row: vague}); err != nil {
		t.Fatal(err)
	}
	if !has("打了嘴仗") || has("尽快") {
		t.Error("after")
	}
	void := *data.ListOf(data.ListWords, nil).Row("X01")
	void.To = d.Today() - 1
	if err := d.SetListRow(data.ListRow{List: data.ListWords, Row: void}); codeOf(err) != "list.closed" {
		t.Errorf("%v", err)
	}
}

// Every paper says what the record lacks for it; several say together what they lack, once.
func TestPaperFindings(t *testing.T) {
	d, c := played(t, "01", "draft", 1, "2026-03-24")
	c.Parties[0].Address = ""
	c.Sessions[0].Notes, c.Sessions[0].Present = "调解员收取调解费。", nil
	record := form.Ref{Code: form.Record, Element: c.Sessions[0].ID}
	var targets []Target
	for _, v := range d.Findings(c, record.Code, record.Element) {
		targets = append(targets, v.Target)
	}
	want := Target{ActSession, c.Sessions[0].ID, "session.notes", 15, 24}
	lacking := Target{ActSession, c.Sessions[0].ID, "session.present", 0, 0}
	if !slices.Contains(targets, want) || !slices.Contains(targets, lacking) {
		t.Errorf("of the record of a meeting: %+v", targets)
	}
	address := Target{ActParty, c.Parties[0].ID, "party.address", 0, 0}
	of := func(list []FindingView) (n int) {
		for _, v := range list {
			if v.Target == address {
				n++
			}
		}
		return n
	}
	agreement, application := form.Ref{Code: form.Agreement, Element: c.Current().ID}, form.Ref{Code: form.Application}
	if of(d.Findings(c, agreement.Code, agreement.Element)) != 1 || of(d.Findings(c, application.Code, "")) != 1 {
		t.Error("a paper does not say that the address is lacking")
	}
	both := d.PaperFindings(c, []form.Ref{application, agreement})
	if of(both) != 1 || !slices.ContainsFunc(both, func(v FindingView) bool {
		return v.Target == address && strings.HasPrefix(v.Text, "人民调解申请书：叶建国：")
	}) {
		t.Errorf("%+v", sentences(t, both))
	}
	if list := d.Findings(c, form.Record, "nobody"); list != nil {
		t.Errorf("of no meeting: %+v", list)
	}
}
