package view

import (
	"bytes"
	"strings"
	"testing"

	"woshou/data"
	"woshou/data/form"
	"woshou/pdf"
)

func TestPrintAgreement_FreezesAndCounts(t *testing.T) {
	d, c := played(t, "01", "draft", 1, "2026-03-24")
	draft, err := d.Paper(c, agreementRef(c))
	if err != nil {
		t.Fatal(err)
	}
	if !hasText(draft, "草稿") {
		t.Error("the draft does not say 草稿")
	}
	c, first, err := d.PrintAgreement(c)
	if err != nil {
		t.Fatal(err)
	}
	a := c.Current()
	if a.PrintHash != textHash(agreementText(t, c, a)) || a.FrozenOn != d.Today() || len(a.Parties) != 2 || c.Status != data.PendingMarks {
		t.Errorf("hash %s, frozen on %s, %d parties, %s", a.PrintHash, a.FrozenOn, len(a.Parties), c.Status)
	}
	if !bytes.HasPrefix(first.PDF, []byte("%PDF-")) || hasText(first.Document, "草稿") {
		t.Error("the print is no PDF or says 草稿")
	}
	// What is entered later does not change what is on the paper.
	p := c.Parties[0]
	p.Job = "教师"
	if c, err = d.SetParty(c, p); err != nil {
		t.Fatal(err)
	}
	c, second, err := d.PrintAgreement(c)
	if err != nil {
		t.Fatal(err)
	}
	if a := c.Current(); a.Prints != 2 || a.PrintHash != first.papers[0].Hash || hasText(second.Document, "教师") {
		t.Errorf("second print: %d prints, hash %s", a.Prints, a.PrintHash)
	}
	if len(c.Papers) != 3 || c.Papers[2].Print != 2 || c.Papers[2].Hash != a.PrintHash || c.Papers[2].Pages < 1 {
		t.Errorf("papers %+v", c.Papers)
	}
}

// agreementRef is the current agreement's paper.
func agreementRef(c *data.Case) form.Ref {
	return form.Ref{Code: form.Agreement, Element: c.Current().ID}
}

func hasText(doc *pdf.Document, text string) bool {
	var all strings.Builder
	for _, b := range doc.Boxes {
		all.WriteString(b.Text)
	}
	return strings.Contains(all.String(), text)
}

func TestBackToTable_VoidsThePrintAndGoesOn(t *testing.T) {
	d, c := played(t, "01", "mark", 1, "2026-03-24")
	old := c.Current().ID
	_, err := d.Terminate(c, TerminateForm{On: d.Today(), Ground: "T5"})
	wantRefused(t, err, "end.frozen")
	_, err = d.SetAgreement(c, d.NewAgreement(c))
	wantRefused(t, err, "draft.frozen")
	c, err = d.BackToTable(c, BackForm{Reason: "张根土要求改付款日期"})
	if err != nil {
		t.Fatal(err)
	}
	was, now := c.Agreement(old), c.Current()
	if was.VoidOn != d.Today() || was.VoidReason == "" || len(was.Marks) != 1 {
		t.Errorf("old version %+v", was)
	}
	if c.Status != data.Mediating || now.ID == old || now.Version != 2 || now.Frozen() || len(now.Marks) != 0 {
		t.Errorf("%s, new version %+v", c.Status, now)
	}
	if err := now.Check(); err != nil || len(now.Clauses) != 4 || len(now.Items) != 3 {
		t.Errorf("new version: %v, %d clauses, %d items", err, len(now.Clauses), len(now.Items))
	}
	if now.Clauses[0].ID == was.Clauses[0].ID || now.Items[0].ID == was.Items[0].ID {
		t.Error("the versions share elements")
	}
	c, _, err = d.PrintAgreement(c)
	if err != nil || c.Status != data.PendingMarks {
		t.Fatalf("print of version 2: %v", err)
	}
	v := d.CaseView(c)
	if len(v.Agreements) != 2 || v.Agreements[0].ID != now.ID || !strings.Contains(v.Agreements[1].State, "作废") {
		t.Errorf("agreements %+v", v.Agreements)
	}
}

func TestMarks_TakeEffectWithTheLast(t *testing.T) {
	d, c := played(t, "01", "print", 1, "2026-03-24")
	today, ye, zhang := d.Today(), c.Parties[0].ID, c.Parties[1].ID
	steps := []struct {
		next    data.Move
		element data.ElementID
		do      func() (*data.Case, error)
	}{
		{ActMark, ye, func() (*data.Case, error) { return d.Mark(c, MarkForm{Party: ye, Kind: data.Signature, On: today}) }},
		{ActMark, zhang, func() (*data.Case, error) {
			return d.Mark(c, MarkForm{zhang, data.Fingerprint, today, "王海燕", data.AsAgent})
		}},
		{ActMediMark, "", func() (*data.Case, error) { return d.MediatorMark(c, DayForm{today}) }},
		{ActSeal, "", func() (*data.Case, error) { return d.Seal(c, DayForm{today}) }},
		{ActPaper, "", func() (*data.Case, error) { return d.PaperSeen(c) }},
	}
	for i, s := range steps {
		next := NextStep(d.Words, c, today)
		if c.Status != data.PendingMarks || next.Act != s.next || s.element != "" && next.Element != s.element {
			t.Fatalf("step %d: %s, next %+v", i, c.Status, next)
		}
		var err error
		if c, err = s.do(); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			if _, err := s.do(); err == nil {
				t.Error("the same mark was taken twice")
			}
		}
	}
	if c.Status != data.Performing || c.Current().EffectiveOn != today {
		t.Errorf("%s, in force on %s", c.Status, c.Current().EffectiveOn)
	}
	if v := d.AgreementView(c, c.Current()); v.Checks[1].Detail != "按指印 2026年3月24日 由委托代理人王海燕代签" {
		t.Errorf("mark: %q", v.Checks[1].Detail)
	}
}

func TestUnmark(t *testing.T) {
	d, c := played(t, "01", "mark", 2, "2026-03-24")
	c, err := d.Unmark(c, UnmarkForm{ActMark, c.Parties[1].ID})
	if err != nil || len(c.Current().Marks) != 1 || len(c.Current().Missing(c)) != 1 {
		t.Fatalf("%d marks, %v", len(c.Current().Marks), err)
	}
	_, err = d.Unmark(c, UnmarkForm{ActMark, c.Parties[1].ID})
	wantRefused(t, err, "mark.status")
	d, c = played(t, "01", "seal", 1, "2026-03-24")
	for _, act := range []data.Move{ActSeal, ActMediMark} {
		if c, err = d.Unmark(c, UnmarkForm{Act: act}); err != nil {
			t.Fatal(err)
		}
	}
	if a := c.Current(); a.SealOn != 0 || a.MediatorMark != 0 || len(a.Marks) != 2 {
		t.Errorf("marks %+v", a)
	}
}

func TestSetAgreement_BadInput(t *testing.T) {
	d, c := played(t, "01", "session", 6, "2026-03-24")
	ye, zhang := c.Parties[0].ID, c.Parties[1].ID
	good := func() AgreementForm {
		f := d.NewAgreement(c)
		f.Clauses = []data.Clause{{ID: "c", Kind: data.PayMoney, From: []data.ElementID{zhang}, To: []data.ElementID{ye}, Amount: 80000, Due: d.Today().Add(7)}}
		return f
	}
	tests := []struct {
		name        string
		change      func(f *AgreementForm)
		field, code string
	}{
		{"no facts", func(f *AgreementForm) { f.Facts = " " }, "agreement.facts", "facts.empty"},
		{"no clause", func(f *AgreementForm) { f.Clauses = nil }, "agreement.clauses", "clause.none"},
		{"a day to come", func(f *AgreementForm) { f.On++ }, "agreement.on", "day.future"},
		{"before acceptance", func(f *AgreementForm) { f.On = c.AcceptedOn - 1 }, "agreement.on", "day.early"},
		{"no payer", func(f *AgreementForm) { f.Clauses[0].From = nil }, "clause.from", "clause.payer"},
		{"no payee", func(f *AgreementForm) { f.Clauses[0].To = nil }, "clause.to", "clause.payee"},
		{"pays himself", func(f *AgreementForm) { f.Clauses[0].To = f.Clauses[0].From }, "clause.to", "clause.same"},
		{"no due day", func(f *AgreementForm) { f.Clauses[0].Due = 0 }, "clause.due", "clause.due"},
		{"amount of 0", func(f *AgreementForm) { f.Clauses[0].Amount = 0 }, "amount", "amount.zero"},
		{"amount over 1e12 fen", func(f *AgreementForm) { f.Clauses[0].Amount = data.MaxAmount + 1 }, "amount", "amount.large"},
		{"an empty clause", func(f *AgreementForm) { f.Clauses[0] = data.Clause{Kind: data.OtherClause, Text: " "} }, "clause.text", "clause.empty"},
		{"due before the agreement", func(f *AgreementForm) { f.Clauses[0].Due = f.On - 1 }, "item.due", "day.before_agreement"},
		{"instalments that do not add up", func(f *AgreementForm) {
			f.Items = Split(f.Clauses[0], 3, d.Today().Add(7))
			f.Items[2].Amount--
		}, "agreement.items", "items.sum"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := good()
			tt.change(&f)
			_, err := d.SetAgreement(c, f)
			wantInvalid(t, err, tt.field, tt.code)
		})
	}
	if c, err := d.SetAgreement(c, good()); err != nil || len(c.Current().Items) != 1 {
		t.Errorf("a good form: %v", err)
	}
}

func TestSetAgreement_KeepsItemsAndInstalments(t *testing.T) {
	d, c := played(t, "06", "draft", 1, "2026-04-02")
	items := c.Current().Items
	f := d.NewAgreement(c)
	if len(f.Items) != 5 {
		t.Fatalf("the form has %d instalments, want 5", len(f.Items))
	}
	f.Facts += "双方确认。"
	c, err := d.SetAgreement(c, f)
	if err != nil {
		t.Fatal(err)
	}
	for i, item := range c.Current().Items {
		if item.ID != items[i].ID || item.Due != items[i].Due {
			t.Errorf("instalment %d changed: %+v", i+1, item)
		}
	}
	d, c = played(t, "01", "draft", 1, "2026-03-24")
	id := c.Current().Items[0].ID
	f = d.NewAgreement(c)
	if len(f.Items) != 0 {
		t.Errorf("plain items count as entered by hand: %+v", f.Items)
	}
	f.Clauses[0].Amount = 90000
	if c, err = d.SetAgreement(c, f); err != nil {
		t.Fatal(err)
	}
	if i := c.Current().Items[0]; i.ID != id || i.Amount != 90000 {
		t.Errorf("item %+v, want the same with the new amount", i)
	}
}

func TestSplit_AddsUpAndKeepsToMonthEnds(t *testing.T) {
	cl := data.Clause{ID: "c", Kind: data.PayMoney, From: []data.ElementID{"a", "b"}, To: []data.ElementID{"x"}, Amount: 10000}
	tests := []struct {
		n       int
		first   string
		days    []string
		amounts []data.Fen
	}{
		{3, "2026-01-31", []string{"2026-01-31", "2026-02-28", "2026-03-31"}, []data.Fen{3333, 3333, 3334}},
		{2, "2026-04-30", []string{"2026-04-30", "2026-05-31"}, []data.Fen{5000, 5000}},
		{2, "2026-01-15", []string{"2026-01-15", "2026-02-15"}, []data.Fen{5000, 5000}},
		{1, "2026-02-28", []string{"2026-02-28"}, []data.Fen{10000}},
	}
	for _, tt := range tests {
		items := Split(cl, tt.n, date(t, tt.first))
		if len(items) != 2*tt.n {
			t.Fatalf("%d items, want %d for each payer", len(items), tt.n)
		}
		for i, item := range items {
			if j := i % tt.n; item.Due.String() != tt.days[j] || item.Amount != tt.amounts[j] || item.Clause != "c" {
				t.Errorf("from %s: item %d is %s on %s", tt.first, i, item.Amount.Yuan(), item.Due)
			}
		}
	}
}

func TestAgree_OralIsInForceAtOnce(t *testing.T) {
	d, c := played(t, "09", "draft", 1, "2026-05-06")
	_, _, err := d.PrintAgreement(c)
	wantRefused(t, err, "freeze.written")
	if next := NextStep(d.Words, c, d.Today()); next.Act != data.MoveAgree {
		t.Errorf("next %s", next.Act)
	}
	c, err = d.Agree(c)
	if err != nil || c.Status != data.Performing || c.Current().EffectiveOn != d.Today() {
		t.Fatalf("%v, %v", c, err)
	}
	_, err = d.Confirm(c, ConfirmForm{Court: "示例县人民法院", AppliedOn: d.Today()})
	wantRefused(t, err, "confirm.written")
	if v := d.AgreementView(c, c.Current()); len(v.Checks) != 0 || v.ConfirmUntil != "" || v.Title != "口头协议" {
		t.Errorf("view %+v", v)
	}
}
