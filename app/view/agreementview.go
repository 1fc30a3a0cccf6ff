package view

import (
	"woshou/data"
	"woshou/data/form"
)

// Check is one line of the list of marks that put a written agreement in force.
type Check struct {
	Act    data.Move
	Party  data.ElementID // whose mark, for ActMark
	Label  string
	Detail string // how and when it was done
	Done   bool
}

// ItemRow is one performance item.
type ItemRow struct {
	ID    data.ElementID
	Cells []string // as under form.CellHeads: who, what, by when, how, yuan
	State string
	Tone  Tone
	Notes []string // receipts and reminders
	Open  bool     // something is left to do
}

// AgreementView is one version of an agreement.
type AgreementView struct {
	ID      data.ElementID
	Title   string
	State   string
	Tone    Tone
	Facts   string
	Clauses []string // as sentences
	Items   []ItemRow
	Checks  []Check // empty for an oral agreement
	// Copies is how many originals are made, CopiesText the phrase on the paper.
	Copies     int
	CopiesText string
	Total      string // in figures and capitals; empty when no money moves
	// Effective is the day of effect and ConfirmUntil the last day to apply for
	// judicial confirmation, in words; empty where there is none.
	Effective, ConfirmUntil string
	// Problem says what the text still lacks.
	Problem  string
	Editable bool // a draft that may still change
	Printed  bool // frozen: a preview shows what was printed
}

// AgreementView prepares one version of an agreement.
func (d *Desk) AgreementView(c *data.Case, a *data.Agreement) AgreementView {
	w := d.Words
	v := AgreementView{
		ID: a.ID, Title: w.T("agreement.title_"+string(a.Form), max(1, a.Version)), Facts: a.Facts,
		Clauses: form.Clauses(c, a), Copies: a.Copies(c),
		Editable: !a.Frozen() && a.EffectiveOn == 0 && a.VoidOn == 0, Printed: a.Frozen(),
	}
	v.State, v.Tone = agreementState(w, a)
	for i := range a.Items {
		v.Items = append(v.Items, d.itemRow(c, a, &a.Items[i]))
	}
	if total := a.Total(); total > 0 {
		v.Total = w.T("agreement.total", total.Grouped(), total.Capitals())
	}
	if f, err := form.Lookup(form.Agreement, a.Edition); err == nil && a.Form == data.Written {
		v.CopiesText = f.CopiesText(c, a)
		v.Checks = checks(w, c, a)
	}
	if a.InForce() {
		v.Effective = a.EffectiveOn.Chinese()
		if c.Confirmable() == "" && a.Form == data.Written {
			v.ConfirmUntil = a.EffectiveOn.Add(data.ConfirmationDays).Chinese()
		}
	}
	if err := a.Check(); err != nil && v.Editable {
		v.Problem = Explain(w, err).Text
	}
	return v
}

func agreementState(w Words, a *data.Agreement) (string, Tone) {
	switch {
	case a.VoidOn != 0:
		return w.T("agreement.void", a.VoidOn.Chinese(), a.VoidReason), Plain
	case a.EffectiveOn != 0:
		return w.T("agreement.in_force", a.EffectiveOn.Chinese()), Good
	case a.Frozen():
		return w.T("agreement.printed", a.FrozenOn.Chinese(), a.Prints), Warn
	}
	return w.T("agreement.draft"), Busy
}

func checks(w Words, c *data.Case, a *data.Agreement) []Check {
	var out []Check
	for _, p := range a.Signers(c) {
		line := Check{Act: ActMark, Party: p.ID, Label: w.T("check.party", p.Name)}
		if m := a.MarkOf(p.ID); m != nil {
			line.Done = true
			line.Detail = w.T("mark."+string(m.Kind)) + " " + m.On.Chinese()
			if m.By != "" {
				line.Detail += " " + w.T("check.by", m.By)
			}
		}
		out = append(out, line)
	}
	seen := Check{Act: ActPaper, Label: w.T("check.paper"), Done: a.PaperSeen}
	return append(out,
		Check{Act: ActMediMark, Label: w.T("check.mediator"), Detail: a.MediatorMark.Chinese(), Done: a.MediatorMark != 0},
		Check{Act: ActSeal, Label: w.T("check.seal"), Detail: a.SealOn.Chinese(), Done: a.SealOn != 0},
		seen,
	)
}

func (d *Desk) itemRow(c *data.Case, a *data.Agreement, i *data.PerformanceItem) ItemRow {
	w, due := d.Words, i.NextDue()
	row := ItemRow{ID: i.ID, Cells: form.Cells(c, a, i), Open: i.DoneOn == 0 && a.InForce()}
	switch {
	case i.DoneOn != 0:
		row.State, row.Tone = w.T("item.done", i.DoneOn.Chinese()), Good
	case !a.InForce():
		row.State = w.T("item.later")
	case due != 0 && due < d.Today():
		row.State, row.Tone = w.T("item.overdue", due.Chinese(), d.Today().Sub(due)), Bad
	case i.Monthly:
		row.State, row.Tone = w.T("item.monthly", due.Chinese()), Busy
	default:
		row.State, row.Tone = w.T("item.open", due.Chinese()), Busy
	}
	if i.Receipt != "" {
		row.Notes = append(row.Notes, i.Receipt)
	}
	for _, u := range i.Urges {
		row.Notes = append(row.Notes, w.T("item.urged", u.On.Chinese(), u.By, u.Text))
	}
	return row
}

// FormTitle returns the printed title of a paper by its code.
func FormTitle(code string) string {
	f, err := form.Lookup(form.Code(code), "")
	if err != nil {
		return code
	}
	return f.Title
}
