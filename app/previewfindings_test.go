package app

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	forms "woshou/data/form"
)

// faulty is an agreement with a clause that says so, drafted and not yet printed.
func faulty(t *testing.T, a *App, text string) *data.Case {
	t.Helper()
	return caseAt(t, a, "drafted", func(d *view.Desk, c *data.Case) (*data.Case, error) {
		in := d.NewAgreement(c)
		in.Draft, in.Clauses[0].Text = true, text
		return d.SetAgreement(c, in)
	})
}

func TestPreview_FindingsLeadToTheirFields(t *testing.T) {
	a := villageApp(t, 0)
	c := faulty(t, a, "尽快付清。")
	s := previewOf(t, a, c, c.Current().ID)
	shows(t, a, "打印前请看", "“尽快”", "不改也可以打印")
	for _, b := range s.out {
		if b.Disabled() {
			t.Errorf("%s cannot be pressed for a piece of advice", b.Text)
		}
	}
	a.mend(c, targetOf(t, a, c, "clause.text"))
	settle()
	shows(t, a, "尽快付清")
	if e, ok := a.window.Canvas().Focused().(*widget.Entry); !ok || e.Text != "尽快付清。" {
		t.Errorf("the cursor is in %T", a.window.Canvas().Focused())
	}
}

// targetOf is where the finding about a field of the agreement is mended.
func targetOf(t *testing.T, a *App, c *data.Case, field string) view.Target {
	t.Helper()
	for _, v := range a.desk.Findings(c, forms.Agreement, c.Current().ID) {
		if v.Target.Field == field {
			return v.Target
		}
	}
	t.Fatalf("nothing is found in %s", field)
	return view.Target{}
}

// Who mends something on a page of its own comes back to the preview, which has one thing
// less to say.
func TestPreview_MendedComesBack(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "drafted", func(d *view.Desk, c *data.Case) (*data.Case, error) {
		p := c.Parties[0]
		p.Address = ""
		return d.SetParty(c, p)
	})
	previewOf(t, a, c, c.Current().ID)
	shows(t, a, "“单位或住址”还是空的")
	mended := targetOf(t, a, c, "party.address")
	a.mend(c, mended)
	settle()
	party := a.screen.(*partyScreen)
	if a.window.Canvas().Focused() != fyne.Focusable(party.form.fields["party.address"].(*widget.Entry)) {
		t.Errorf("the cursor is in %T", a.window.Canvas().Focused())
	}
	typeIn(t, party.form, "party.address", "示例县清溪镇东篱村1号")
	shortcut(a, fyne.KeyS, fyne.KeyModifierControl)
	s, ok := a.screen.(*previewScreen)
	if !ok {
		t.Fatalf("at %T", a.screen)
	}
	for _, v := range a.desk.PaperFindings(stored(t, a, c.ID), s.refs) {
		if v.Target == mended {
			t.Errorf("still: %s", v.Text)
		}
	}
	key(a, fyne.KeyEscape)
	if a.route.Page != PageCase {
		t.Errorf("Esc leads to page %d", a.route.Page)
	}
}

func TestPreview_ForbiddenIsNotPrinted(t *testing.T) {
	a := villageApp(t, 0)
	c := faulty(t, a, "不再追究张根土的刑事责任。")
	s := previewOf(t, a, c, c.Current().ID)
	shows(t, a, "不能打印：", "改好了才能打印")
	for _, b := range s.out {
		if !b.Disabled() {
			t.Errorf("%s can be pressed", b.Text)
		}
	}
	if s.note.Text == "" {
		t.Error("no reason is given")
	}
	var first *widget.Button
	walk(s.found.list, func(o fyne.CanvasObject) {
		if b, ok := o.(*widget.Button); ok && first == nil {
			first = b
		}
	})
	test.Tap(first)
	settle()
	if _, ok := a.screen.(*agreementScreen); !ok {
		t.Errorf("at %T", a.screen)
	}
	shows(t, a, "不再追究张根土的刑事责任")
}

// What is mended in a dialog opens it on the case, with the cursor in the field; Esc twice
// leads back to the preview.
func TestPreview_MendedInADialog(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "accepted")
	a.Show(Route{Page: PagePreview, Case: c.ID, Papers: []forms.Ref{{Code: forms.Acceptance}}})
	settle()
	a.mend(c, view.Target{Act: view.ActInquiry, Field: "inquiry.place"})
	settle()
	if a.route.Page != PageCase || a.window.Canvas().Overlays().Top() == nil {
		t.Fatalf("at page %d without a dialog", a.route.Page)
	}
	if a.window.Canvas().Focused() != fyne.Focusable(a.asked.fields["inquiry.place"].(*widget.Entry)) {
		t.Errorf("the cursor is in %T", a.window.Canvas().Focused())
	}
	key(a, fyne.KeyEscape)
	key(a, fyne.KeyEscape)
	if a.route.Page != PagePreview {
		t.Errorf("Esc leads to page %d", a.route.Page)
	}
}
