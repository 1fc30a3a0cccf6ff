package view

import (
	"strings"

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
	// Paid are the payments one by one, which can be taken back while Undo says so.
	Paid []PaymentRow
	Open bool // something is left to do, and may be recorded
	// Money says that it is paid, not done; Monthly that it falls due month by month.
	Money, Monthly bool
	// Undo says that what was recorded can be taken back.
	Undo bool
}

// PaymentRow is one payment on an item; the ID is empty for an act that was done.
type PaymentRow struct {
	ID   data.ElementID
	Text string
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
	// Findings are what to look at once more in a text that may still change.
	Findings []FindingView
	// Amends says which earlier agreement this one supplements or replaces.
	Amends   string
	Editable bool // a draft that may still change
	Printed  bool // frozen: a preview shows what was printed
	Past     bool // void, or replaced by a later agreement
}

// AgreementView prepares one version of an agreement.
func (d *Desk) AgreementView(c *data.Case, a *data.Agreement) AgreementView {
	w := d.Words
	v := AgreementView{
		ID: a.ID, Title: agreementTitle(w, a), Facts: a.Facts,
		Clauses: form.Clauses(c, a), Copies: a.Copies(c),
		Editable: !a.Frozen() && a.EffectiveOn == 0 && a.VoidOn == 0, Printed: a.Frozen(),
		Past: a.VoidOn != 0 || c.Replaced(a.ID),
	}
	v.State, v.Tone = agreementState(w, c, a)
	for i := range a.Items {
		v.Items = append(v.Items, d.itemRow(c, a, &a.Items[i]))
	}
	v.Amends = form.AmendsPhrase(c, a)
	if total := a.Total(); total > 0 {
		v.Total = w.T("agreement.total", total.Grouped(), total.Capitals())
	}
	if a.Form == data.Written {
		v.CopiesText = form.CopiesText(c, a)
		v.Checks = checks(w, c, a)
	}
	if a.InForce() {
		v.Effective, v.ConfirmUntil = a.EffectiveOn.Chinese(), confirmUntil(w, c, a)
	}
	if v.Editable {
		v.Findings = d.findings(c, a, d.checker().Agreement(c, a))
	}
	return v
}

// confirmUntil says until when, and which part of, the agreement may be confirmed by a
// court; nothing where that is not offered.
func confirmUntil(w Words, c *data.Case, a *data.Agreement) string {
	if a.Form != data.Written || c.Confirmable() != "" || len(c.ConfirmParts(a)) == 0 {
		return ""
	}
	out := a.ConfirmUntil().Chinese()
	if part := scope(w, c, a); part != "" {
		out += "，" + part
	}
	return out
}

func agreementTitle(w Words, a *data.Agreement) string {
	if a.Amends != "" && a.Form == data.Written {
		return w.T("agreement.title_amends", max(1, a.Version))
	}
	return w.T("agreement.title_"+string(a.Form), max(1, a.Version))
}

func agreementState(w Words, c *data.Case, a *data.Agreement) (string, Tone) {
	switch {
	case a.VoidOn != 0:
		return w.T("agreement.void", a.VoidOn.Chinese(), a.VoidReason), Plain
	case c.Replaced(a.ID):
		return w.T("agreement.replaced", a.EffectiveOn.Chinese()), Plain
	case a.EffectiveOn != 0:
		return w.T("agreement.in_force", a.EffectiveOn.Chinese()), Good
	case a.Unprinted():
		return w.T("agreement.unprinted", a.FrozenOn.Chinese()), Warn
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
				line.Detail += " " + signedBy(w, m)
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

// signedBy says who signed in a party's name, and in what capacity.
func signedBy(w Words, m *data.Mark) string {
	if m.As == "" {
		return w.T("check.by", m.By)
	}
	return w.T("check.by_as", m.By, w.T("markas."+string(m.As)))
}

func (d *Desk) itemRow(c *data.Case, a *data.Agreement, i *data.PerformanceItem) ItemRow {
	w, due := d.Words, i.NextDue()
	_, owed := c.OwedItem(i.ID)
	row := ItemRow{
		ID: i.ID, Cells: ItemCells(w, c, a, i), Open: owed && i.DoneOn == 0 && mayAct(c, ActPerform, d.Today()) == nil,
		Money: i.Amount > 0, Monthly: i.Monthly,
		Undo: owed && (i.DoneOn != 0 || len(i.Payments) > 0) && mayAct(c, ActUnperform, d.Today()) == nil,
	}
	switch {
	case i.DoneOn != 0:
		row.State, row.Tone = w.T("item.done", i.DoneOn.Chinese()), Good
	case a.InForce() && !owed:
		row.State = w.T("item.replaced")
	case !a.InForce():
		row.State = w.T("item.later")
	case due != 0 && due < d.Today():
		row.State, row.Tone = w.T("item.overdue", due.Chinese(), d.Today().Sub(due)), Bad
	case i.Monthly:
		row.State, row.Tone = w.T("item.monthly", due.Chinese()), Busy
	default:
		row.State, row.Tone = w.T("item.open", due.Chinese()), Busy
	}
	row.Notes, row.Paid = d.itemNotes(i), paymentRows(w, i)
	return row
}

// ItemCells are the cells of a performance item, the amount with its unit.
func ItemCells(w Words, c *data.Case, a *data.Agreement, i *data.PerformanceItem) []string {
	cells := form.Cells(c, a, i)
	if last := len(cells) - 1; cells[last] != "" {
		cells[last] = i.Amount.Grouped() + w.T("unit.yuan")
	}
	return cells
}

// itemNotes says what is left of an item, its receipt, and how the party was urged.
func (d *Desk) itemNotes(i *data.PerformanceItem) []string {
	var out []string
	w := d.Words
	if left := i.Left(); left > 0 && left < i.Amount {
		out = append(out, w.T("item.left", (i.Amount-left).Grouped(), left.Grouped()))
	}
	if over := i.Paid() - i.Amount; over > 0 && !i.Monthly {
		out = append(out, w.T("item.over", over.Grouped()))
	}
	if i.Receipt != "" && (i.Amount > 0 || i.DoneOn == 0) {
		out = append(out, i.Receipt)
	}
	for _, u := range i.Urges {
		means := ""
		if u.Means != "" {
			means = w.T("urge." + string(u.Means))
		}
		out = append(out, w.T("item.urged", u.On.Chinese(), u.By+means, u.Text))
	}
	return out
}

// paymentRows lists what was paid, or that an act was done.
func paymentRows(w Words, i *data.PerformanceItem) []PaymentRow {
	var out []PaymentRow
	for _, p := range i.Payments {
		paid := w.T("payment.line", p.On.Chinese(), p.By, p.Amount.Grouped())
		if p.For != 0 {
			y, m, _ := p.For.Date()
			paid += w.T("payment.for", y, int(m))
		}
		parts := []string{paid}
		if p.Method != "" {
			parts = append(parts, w.T("method."+string(p.Method)))
		}
		if p.Receipt != "" {
			parts = append(parts, p.Receipt)
		}
		if p.Witness != "" {
			parts = append(parts, w.T("payment.witness", p.Witness))
		}
		out = append(out, PaymentRow{p.ID, strings.Join(parts, "，")})
	}
	if i.Amount == 0 && i.DoneOn != 0 {
		text := i.Receipt
		if i.AcceptedBy != "" {
			text = strings.TrimSpace(w.T("item.accepted", i.AcceptedBy) + " " + text)
		}
		out = append(out, PaymentRow{Text: text})
	}
	return out
}

// FormTitle returns the printed title of a paper by its code.
func FormTitle(code string) string {
	f, err := form.Lookup(form.Code(code), "")
	if err != nil {
		return code
	}
	return f.Title
}
