package view

import (
	"errors"
	"strings"

	"woshou/data"
)

// MoveView is one act as the case screen shows it.
type MoveView struct {
	Act   data.Move
	Label string
	// Allowed says that the act can be started now. If not, Reason says why in a
	// sentence, and Element names the part that stands in the way.
	Allowed bool
	Reason  string
	Element data.ElementID
	// Offered is false for an act that has no place in this part of a case's life;
	// a menu leaves it out.
	Offered bool
}

// Moves returns every act with whether it can be started on a day and why not.
func Moves(w Words, c *data.Case, day data.Day) []MoveView {
	var out []MoveView
	for _, act := range Acts {
		m := MoveView{Act: act, Label: w.T("move." + string(act)), Allowed: true, Offered: true}
		var no *data.Refused
		if errors.As(May(c, act, day), &no) {
			m.Allowed, m.Reason, m.Element = false, Reason(w, no), no.Element
			m.Offered = !outOfPlace(no.Code)
		}
		out = append(out, m)
	}
	return out
}

// Reason returns the sentence for a refusal's code.
func Reason(w Words, r *data.Refused) string {
	text, _, _ := strings.Cut(w.T("refused."+r.Code), "\n")
	return text
}

// outOfPlace reports whether a reason means that the act belongs to another part
// of a case's life, so that a menu need not show it at all.
func outOfPlace(code string) bool {
	return code == "move.order" || code == "edit.finished" ||
		strings.HasSuffix(code, ".status") || strings.HasSuffix(code, ".none")
}

// May returns *data.Refused with the reason an act cannot be started on a day, or
// nil. What the act's own dialog is going to ask does not count as missing.
func May(c *data.Case, act data.Move, day data.Day) error {
	if acts[act] != nil {
		return mayAct(c, act, day)
	}
	probe := c.Clone()
	if fill := asked[act]; fill != nil {
		fill(probe, day)
	}
	return data.Why(probe, act, day)
}

// asked fills in what the dialog of a move asks for.
var asked = map[data.Move]func(c *data.Case, day data.Day){
	data.MoveAccept: func(c *data.Case, day data.Day) {
		c.Number = "-"
		c.Mediators = append(c.Mediators, data.Assignment{Name: "-"})
		consent(c, day)
	},
	data.MoveRefuse: func(c *data.Case, _ data.Day) {
		c.Refusal = data.Ending{Ground: data.Ground(data.RefusalGrounds[0].Code), Advice: "-"}
	},
	data.MoveExtend: func(c *data.Case, day data.Day) {
		c.Extension = data.Extension{ConsentOn: day, To: c.AcceptedOn.Add(1), Consents: ConsentsOn(c, day)}
	},
	data.MoveSuspend: func(c *data.Case, day data.Day) {
		c.Suspensions = append(c.Suspensions, data.Suspension{From: day, Reason: "-"})
	},
	data.MoveResume: func(c *data.Case, day data.Day) {
		if n := len(c.Suspensions); n > 0 {
			c.Suspensions[n-1].To = max(day, c.Suspensions[n-1].From)
		}
	},
	data.MoveUnsign: func(c *data.Case, day data.Day) {
		if a := c.Current(); a != nil && a.EffectiveOn == 0 {
			a.VoidOn = day
		}
	},
	data.MoveRemediate: func(c *data.Case, day data.Day) { c.Remediations = remediated(c, day).Remediations },
	data.MoveTerminate: func(c *data.Case, _ data.Day) {
		c.Termination = data.Ending{Ground: data.Ground(data.TerminationGrounds[0].Code), Advice: "-"}
	},
	data.MoveWithdraw: func(c *data.Case, _ data.Day) { c.Withdrawal.Text = "-" },
	data.MoveHandUp: func(c *data.Case, day data.Day) {
		c.HandUps = []data.HandUp{{
			To: "-", Reason: "-", History: "-", Contact: "-", Copies: []data.HandUpCopy{{}}, Duty: "-", SentOn: day,
		}}
	},
	data.MoveReopen: func(c *data.Case, day data.Day) {
		consent(c, day)
		c.Reopenings = []data.Reopening{{On: max(day, c.ClosedOn), Kind: data.ReopenReasons[0]}}
	},
	data.MoveArchive: func(c *data.Case, _ data.Day) {
		c.Retention, c.Volume = data.LongTerm, data.Volume{FiledBy: "-", Pages: 1}
	},
	data.MoveVoid: func(c *data.Case, _ data.Day) { c.VoidReason = "-" },
}

func consent(c *data.Case, day data.Day) {
	for i := range c.Parties {
		c.Parties[i].ConsentOn = day
	}
}

// Step is the one act the desk recommends next. Act is empty when nothing is left to do.
type Step struct {
	Act     data.Move
	Label   string
	Hint    string
	Element data.ElementID
}

// NextStep returns the one act that brings the case forward on a day.
func NextStep(w Words, c *data.Case, day data.Day) Step {
	act, element := nextAct(c, day)
	if h := c.AtTownship(); act == "" && h != nil && h.AcceptedOn != 0 {
		return Step{Hint: w.T("next.away_accepted")}
	} else if act == "" && h != nil {
		return Step{Hint: w.T("next.away")}
	}
	if act == "" {
		return Step{Hint: w.T("next.none")}
	}
	step := Step{Act: act, Element: element, Label: w.T("move." + string(act)), Hint: w.T("next."+string(act), nameOf(c, element))}
	if act == ActParty && element != "" {
		step.Hint = w.T("next.guardian", nameOf(c, element))
	}
	if a := c.Current(); act == ActPrint && a.Unprinted() {
		step.Hint = w.T("next.unprinted")
	}
	return step
}

func nameOf(c *data.Case, id data.ElementID) string {
	if p := c.Party(id); p != nil {
		return p.Name
	}
	return ""
}

func nextAct(c *data.Case, day data.Day) (data.Move, data.ElementID) {
	if len(c.Conflicts) > 0 && c.Status != data.Archived && c.Status != data.Void {
		return ActSettle, c.Conflicts[0].ID
	}
	switch c.Status {
	case data.Draft:
		if data.Why(c, data.MoveApply, day) != nil {
			return ActEdit, ""
		}
		return data.MoveApply, ""
	case data.Applied:
		return nextApplied(c, day)
	case data.Accepted, data.Investigating, data.Mediating:
		if act, element := nextBeforeMeeting(c, day); act != "" {
			return act, element
		}
		return nextInMediation(c)
	case data.Suspended:
		return data.MoveResume, ""
	case data.Agreed:
		if mayAct(c, ActPrint, day) != nil {
			return data.MoveUnsign, ""
		}
		return ActPrint, ""
	case data.PendingMarks:
		return nextMark(c)
	case data.Performing, data.Defaulted, data.Performed:
		return nextInForce(c, day)
	case data.Archived, data.Void:
		return "", ""
	}
	return nextAtEnd(c)
}

func nextApplied(c *data.Case, day data.Day) (data.Move, data.ElementID) {
	var no *data.Refused
	if errors.As(May(c, data.MoveAccept, day), &no) {
		return ActParty, no.Element
	}
	return data.MoveAccept, ""
}

// nextBeforeMeeting returns what must be done before the parties may sit down.
func nextBeforeMeeting(c *data.Case, day data.Day) (data.Move, data.ElementID) {
	if c.Source == data.Referral && c.RepliedOn == 0 && c.ReplyDue != 0 {
		return ActReply, ""
	}
	switch code, element := c.Meet(day); code {
	case "":
		return "", ""
	case "mediate.informed":
		return ActInform, element
	case "mediate.relation":
		return ActRecuse, element
	default:
		return ActParty, element
	}
}

func nextInMediation(c *data.Case) (data.Move, data.ElementID) {
	a := c.Current()
	switch {
	case len(c.Sessions) == 0:
		return ActSession, ""
	case a != nil && a.EffectiveOn == 0 && (a.Check() != nil || a.Void(c) != ""):
		return ActDraft, a.ID
	case a != nil && a.EffectiveOn == 0 && a.Form == data.Written:
		return ActPrint, a.ID
	case a != nil && a.EffectiveOn == 0:
		return data.MoveAgree, a.ID
	case c.Sessions[len(c.Sessions)-1].NextOn != 0:
		return ActSession, ""
	}
	return ActDraft, ""
}

func nextMark(c *data.Case) (data.Move, data.ElementID) {
	a := c.Current()
	if a == nil || !a.Frozen() { // another computer voided the version
		return data.MoveUnsign, ""
	}
	if a.Unprinted() {
		return ActPrint, a.ID
	}
	if left := a.Missing(c); len(left) > 0 {
		return ActMark, left[0]
	}
	switch {
	case a.MediatorMark == 0:
		return ActMediMark, a.ID
	case a.SealOn == 0:
		return ActSeal, a.ID
	}
	return ActPaper, a.ID
}

func nextInForce(c *data.Case, day data.Day) (data.Move, data.ElementID) {
	a := c.LatestInForce()
	if a == nil {
		return data.MoveClose, ""
	}
	for _, due := range data.Deadlines(c, day, data.Holidays()) {
		if due.Kind == data.DueUrge && due.On <= day {
			return ActUrge, due.Element
		}
		if due.Kind == data.DueAdvice {
			return ActAdvise, due.Element
		}
	}
	if late := c.Overdue(day); len(late) > 0 {
		return ActPerform, late[0].Item.ID
	}
	if !c.Performed(day) {
		return ActPerform, soonest(c)
	}
	if len(c.FollowUps) == 0 {
		return ActFollowUp, a.ID
	}
	if running := soonest(c); running != "" { // support goes on month by month
		return ActPerform, running
	}
	return data.MoveClose, ""
}

// soonest returns the item left to do that falls due first.
func soonest(c *data.Case) data.ElementID {
	var id data.ElementID
	var by data.Day
	for _, o := range c.Undone() {
		if due := o.Item.NextDue(); id == "" || due < by {
			id, by = o.Item.ID, due
		}
	}
	return id
}

func nextAtEnd(c *data.Case) (data.Move, data.ElementID) {
	switch {
	case c.AtTownship() != nil:
		return "", ""
	case c.Status == data.HandedUp && waiting(c) != nil:
		return ActAnswer, waiting(c).ID
	case c.OwesFeedback():
		return ActFeedback, ""
	case c.Status == data.HandedUp && c.Unsettled() != nil:
		return ActHandUpResult, c.Unsettled().ID
	case c.Status != data.Closed:
		return data.MoveClose, ""
	}
	if a := c.LatestInForce(); a != nil && a.Form == data.Written && len(c.FollowUps) == 0 {
		return ActFollowUp, a.ID
	}
	return data.MoveArchive, ""
}
