package view

import (
	"strings"

	"woshou/data"
)

// TaskRow is one order to put something right (交办单).
type TaskRow struct {
	Task  data.Task
	State string
	Tone  Tone
	When  string // until it is due
	// Fix and Verify say which step is next.
	Fix, Verify bool
	Rows        []Pair
}

// TasksView lists the orders: those at work first, by the day they are due, then the
// closed ones, newest first.
type TasksView struct {
	Open, Closed []TaskRow
}

// TasksView prepares the list of orders.
func (d *Desk) TasksView() *TasksView {
	v := &TasksView{}
	for _, t := range newestFirst(d.Store.Committee().Tasks, func(t *data.Task) data.Day { return -max(t.Due, t.IssuedOn) }) {
		row := d.taskRow(t)
		if t.ClosedOn == 0 {
			v.Open = append(v.Open, row)
		} else {
			v.Closed = append(v.Closed, row)
		}
	}
	return v
}

func (d *Desk) taskRow(t data.Task) TaskRow {
	k := cards{w: d.Words}
	state := t.State(d.Today())
	row := TaskRow{
		Task: t, State: d.Words.T("task.state." + string(state)), Tone: taskTones[state],
		Fix: t.FixedOn == 0, Verify: t.FixedOn != 0 && t.ClosedOn == 0,
		Rows: pairs(
			k.label("task.number", t.Number), k.label("task.issuer", t.Issuer), k.label("task.inspector", t.Inspector),
			k.label("task.problems", t.Problems), k.label("task.measures", t.Measures), k.label("task.grade", t.Grade), k.label("task.addressees", strings.Join(t.Addressees, "、")),
			k.label("task.issued_on", t.IssuedOn.Chinese()), k.label("task.due", t.Due.Chinese()),
			k.label("task.fix", t.Fix), k.label("task.fixed_by", t.FixedBy), k.label("task.fixed_on", t.FixedOn.Chinese()),
			k.label("task.guidance", t.Guidance), k.label("task.guided_by", t.GuidedBy), k.label("task.verified_by", t.VerifiedBy), k.label("task.closed_on", t.ClosedOn.Chinese()),
		),
	}
	if row.Fix && t.Due != 0 {
		row.When, _ = when(d.Words, t.Due.Sub(d.Today()))
	}
	return row
}

var taskTones = map[data.TaskState]Tone{
	data.TaskOpen: Warn, data.TaskOverdue: Bad, data.TaskFixed: Busy, data.TaskClosed: Good,
}

// SetTask enters an order, or changes one that is not closed. Without a day of its own
// it is due when its colour of risk says.
func (d *Desk) SetTask(t data.Task) error {
	t.Issuer, t.Object, t.Problems = strings.TrimSpace(t.Issuer), strings.TrimSpace(t.Object), strings.TrimSpace(t.Problems)
	t.Measures, t.Inspector = strings.TrimSpace(t.Measures), strings.TrimSpace(t.Inspector)
	if t.Due == 0 {
		for _, colour := range d.list(data.ListRiskColours) {
			if colour.Name == t.Grade {
				t.Due = t.IssuedOn.Add(colour.Days)
			}
		}
	}
	if err := first(t.Check(), d.happened("task.issued_on", t.IssuedOn, 0)); err != nil {
		return err
	}
	return d.saveTask(t)
}

// FixTask records that an order was carried out: what was done, by whom, when.
func (d *Desk) FixTask(t data.Task, fix, by string, on data.Day) error {
	t.Fix, t.FixedBy, t.FixedOn = strings.TrimSpace(fix), data.NormalizeName(by), on
	err := first(filled("task.fix", t.Fix), filled("task.fixed_by", t.FixedBy), d.happened("task.fixed_on", on, t.IssuedOn))
	if err != nil {
		return err
	}
	return d.saveTask(t)
}

// VerifyTask closes an order (验收销号) by someone other than who carried it out. The order
// has what was said of it, and who guided it.
func (d *Desk) VerifyTask(t data.Task, by string, on data.Day) error {
	t.Guidance, t.GuidedBy = strings.TrimSpace(t.Guidance), data.NormalizeName(t.GuidedBy)
	t.VerifiedBy, t.ClosedOn = data.NormalizeName(by), on
	if err := first(filled("task.verified_by", t.VerifiedBy), t.Check(), d.happened("task.closed_on", on, t.FixedOn)); err != nil {
		return err
	}
	return d.saveTask(t)
}

// RejectTask sends an order back: what was done does not do. The order has what was said
// of it, and who said it.
func (d *Desk) RejectTask(t data.Task) error {
	t.Guidance, t.GuidedBy = strings.TrimSpace(t.Guidance), data.NormalizeName(t.GuidedBy)
	if err := filled("task.guidance", t.Guidance); err != nil {
		return err
	}
	t.FixedOn, t.FixedBy = 0, ""
	return d.saveTask(t)
}

func (d *Desk) saveTask(t data.Task) error {
	return d.committee("task", func(c *data.Committee) {
		if t.ID == "" {
			t.ID = data.NewElementID()
		}
		c.Tasks = put(c.Tasks, t, func(o *data.Task) bool { return o.ID == t.ID })
	})
}
