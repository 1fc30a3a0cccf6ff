package view

import (
	"slices"

	"woshou/data"
)

// The acts that are no moves of the life cycle by themselves. They share the
// moves' names, so that screens and history treat all of them alike.
const (
	ActIntake   data.Move = "intake"
	ActEdit     data.Move = "edit"
	ActParty    data.Move = "party"
	ActMediator data.Move = "mediator"
	ActInform   data.Move = "inform"
	ActInquiry  data.Move = "inquiry"
	ActEvidence data.Move = "evidence"
	ActSession  data.Move = "session"
	ActDraft    data.Move = "draft"
	ActPrint    data.Move = "print"
	ActRegister data.Move = "register"
	ActMark     data.Move = "mark"
	ActMediMark data.Move = "mediator_mark"
	ActSeal     data.Move = "seal"
	ActPaper    data.Move = "paper_seen"
	ActPerform  data.Move = "perform"
	ActUrge     data.Move = "urge"
	ActFollowUp data.Move = "follow_up"
	ActConfirm  data.Move = "confirm"
	ActRuling   data.Move = "ruling"
	ActEscalate data.Move = "escalate"
	ActAnswer   data.Move = "hand_up_answer"
	ActReply    data.Move = "reply"
	ActSettle   data.Move = "settle"
	ActFollow   data.Move = "follow"

	ActRecuse       data.Move = "recuse"
	ActFeedback     data.Move = "feedback"
	ActHandUpResult data.Move = "hand_up_result"

	ActUnmark        data.Move = "unmark"
	ActUnperform     data.Move = "unperform"
	ActAdvise        data.Move = "advise"
	ActCourt         data.Move = "court_action"
	ActVoidAgreement data.Move = "void_agreement"
)

// Acts lists the acts a screen offers, in the order of a case's life, moves included.
var Acts = []data.Move{
	ActEdit, ActParty, data.MoveApply, data.MoveAccept, data.MoveRefuse, ActMediator, ActRecuse, ActInform,
	ActInquiry, ActEvidence, ActSession, ActEscalate, data.MoveSuspend, data.MoveResume, data.MoveExtend,
	ActDraft, data.MoveAgree, ActPrint, data.MoveUnsign, ActMark, ActMediMark, ActSeal, ActPaper,
	ActPerform, ActUrge, ActAdvise, ActFollowUp, ActConfirm, ActRuling, ActCourt, data.MoveRemediate, data.MoveKeep, ActVoidAgreement,
	data.MoveTerminate, data.MoveWithdraw, data.MoveHandUp, ActAnswer, ActHandUpResult, ActReply, ActFeedback,
	data.MoveClose, data.MoveReopen, data.MoveArchive, data.MoveVoid, ActSettle,
}

// Sets of statuses that acts are tied to.
var (
	sealed    = []data.Status{data.Archived, data.Void}
	finished  = []data.Status{data.Closed, data.Archived, data.Void}
	open      = []data.Status{data.Accepted, data.Investigating, data.Mediating}
	early     = []data.Status{data.Draft, data.Applied, data.Accepted, data.Investigating, data.Mediating, data.Suspended}
	inForce   = []data.Status{data.Performing, data.Defaulted, data.Performed}
	confirmed = []data.Status{data.Performing, data.Defaulted, data.Performed, data.Closed}
	drafting  = []data.Status{data.Mediating, data.Agreed}
	visited   = []data.Status{data.Performing, data.Defaulted, data.Performed, data.Closed, data.RefusedCase, data.Terminated, data.HandedUp, data.Withdrawn}
)

// acts holds for each act the reason it must wait, as a code and an element; an
// empty code lets it pass. Screens show the same reason that the act would give.
var acts = map[data.Move]func(c *data.Case, day data.Day) (code string, element data.ElementID){
	ActEdit:     notIn(finished, "edit.finished"),
	ActParty:    notIn(finished, "edit.finished"),
	ActMediator: notIn(finished, "edit.finished"),
	ActInform:   only(early, "inform.status"),
	ActInquiry:  only(open, "session.status"),
	ActEvidence: notIn(finished, "edit.finished"),
	ActAttach:   notIn([]data.Status{data.Void}, "attach.void"),
	ActDetach:   notIn(sealed, "detach.archived"),
	ActSession:  maySession,
	ActEscalate: notIn(sealed, "edit.finished"),
	ActDraft:    mayDraft,
	ActPrint:    mayPrint,
	ActRegister: mayRegister,
	ActMark:     mayMark(func(a *data.Agreement, c *data.Case) bool { return len(a.Missing(c)) == 0 }),
	ActMediMark: mayMark(func(a *data.Agreement, _ *data.Case) bool { return a.MediatorMark != 0 }),
	ActSeal:     mayMark(func(a *data.Agreement, _ *data.Case) bool { return a.SealOn != 0 }),
	ActPaper:    mayMark(func(a *data.Agreement, _ *data.Case) bool { return a.PaperSeen }),
	ActPerform:  mayPerform,
	ActUrge:     mayPerform,
	ActAdvise:   mayPerform,

	ActUnmark:        mayUnmark,
	ActUnperform:     mayUnperform,
	ActCourt:         mayCourt,
	ActVoidAgreement: mayVoidAgreement,
	ActFollowUp:      only(visited, "follow_up.status"),
	ActConfirm:       mayConfirm,
	ActRuling:        mayRule,
	ActAnswer:        mayAnswer,
	ActReply:         mayReply,
	ActRecuse:        mayRecuse,
	ActFeedback:      mayFeedback,
	ActHandUpResult:  mayHandUpResult,
	ActSettle: func(c *data.Case, _ data.Day) (string, data.ElementID) {
		return unless(len(c.Conflicts) > 0, "settle.none"), ""
	},
}

// mayAct returns *data.Refused with the reason an act must wait, or nil.
func mayAct(c *data.Case, act data.Move, day data.Day) error {
	code, element := acts[act](c, day)
	if code == "" {
		code, element = notAway(c, act)
	}
	if code != "" {
		return refuse(act, code, element)
	}
	return nil
}

func unless(ok bool, code string) string {
	if ok {
		return ""
	}
	return code
}

func only(statuses []data.Status, code string) func(*data.Case, data.Day) (string, data.ElementID) {
	return func(c *data.Case, _ data.Day) (string, data.ElementID) {
		return unless(slices.Contains(statuses, c.Status), code), ""
	}
}

func notIn(statuses []data.Status, code string) func(*data.Case, data.Day) (string, data.ElementID) {
	return func(c *data.Case, _ data.Day) (string, data.ElementID) {
		return unless(!slices.Contains(statuses, c.Status), code), ""
	}
}

// A meeting is held after everyone was told rights and duties (Ministry rules of 2002 art. 30).
func maySession(c *data.Case, day data.Day) (string, data.ElementID) {
	if !c.Status.Ongoing() {
		return "session.status", ""
	}
	return c.Meet(day)
}

func mayRecuse(c *data.Case, _ data.Day) (string, data.ElementID) {
	going := !slices.Contains(finished, c.Status) && len(c.ActiveMediators()) > 0
	return unless(going, "recuse.none"), ""
}

func mayDraft(c *data.Case, _ data.Day) (string, data.ElementID) {
	a := c.Current()
	switch {
	case a != nil && a.Unprinted() && a.EffectiveOn == 0:
		return "", "" // nobody has it on paper
	case a != nil && a.Frozen() && a.EffectiveOn == 0:
		return "draft.frozen", a.ID
	case !slices.Contains(drafting, c.Status):
		return "draft.status", ""
	case len(c.Sessions) == 0:
		return "agree.session", ""
	}
	return "", ""
}

func mayPrint(c *data.Case, _ data.Day) (string, data.ElementID) {
	a := c.Current()
	switch {
	case a == nil || a.Form != data.Written:
		return "freeze.written", ""
	case a.Frozen():
		return "", ""
	case c.NumberWaits():
		return "freeze.number", a.ID
	case a.EffectiveOn != 0 || !slices.Contains(drafting, c.Status):
		return "draft.status", ""
	case a.Void(c) != "":
		return a.Void(c), a.ID
	}
	return "", ""
}

func mayRegister(c *data.Case, _ data.Day) (string, data.ElementID) {
	return unless(c.AcceptedOn != 0 && c.Status != data.Void, "register.accepted"), ""
}

func mayMark(done func(*data.Agreement, *data.Case) bool) func(*data.Case, data.Day) (string, data.ElementID) {
	return func(c *data.Case, _ data.Day) (string, data.ElementID) {
		a := c.Current()
		switch {
		case c.Status != data.PendingMarks || a == nil || !a.Frozen():
			return "mark.status", ""
		case a.Prints == 0:
			return "freeze.print", a.ID
		case done(a, c):
			return "mark.done", a.ID
		}
		return "", ""
	}
}

func mayPerform(c *data.Case, _ data.Day) (string, data.ElementID) {
	if len(c.InForce()) == 0 || slices.Contains(sealed, c.Status) {
		return "perform.status", ""
	}
	return unless(len(c.Undone()) > 0, "perform.done"), ""
}

func mayUnperform(c *data.Case, _ data.Day) (string, data.ElementID) {
	some := slices.ContainsFunc(c.Owed(), func(o data.Owed) bool { return o.Item.DoneOn != 0 || len(o.Item.Payments) > 0 })
	return unless(some && !slices.Contains(finished, c.Status), "unperform.none"), ""
}

func mayUnmark(c *data.Case, _ data.Day) (string, data.ElementID) {
	a := c.Current()
	marked := a != nil && a.Frozen() && (len(a.Marks) > 0 || a.MediatorMark != 0 || a.SealOn != 0)
	return unless(c.Status == data.PendingMarks && marked, "mark.status"), ""
}

// What courts send back may come long after a case was filed.
func mayCourt(c *data.Case, _ data.Day) (string, data.ElementID) {
	ever := slices.ContainsFunc(c.Agreements, func(a data.Agreement) bool { return a.EffectiveOn != 0 })
	return unless(ever && c.Status != data.Void, "court_action.status"), ""
}

func mayVoidAgreement(c *data.Case, _ data.Day) (string, data.ElementID) {
	return unless(len(c.InForce()) > 0 && !slices.Contains(finished, c.Status), "void_agreement.status"), ""
}

// People's Mediation Law art. 33, and what courts take (Interpretation of the
// Civil Procedure Law art. 355).
func mayConfirm(c *data.Case, day data.Day) (string, data.ElementID) {
	a := c.ToConfirm(day)
	if a == nil || !slices.Contains(confirmed, c.Status) {
		return "confirm.status", ""
	}
	return c.WhyNotConfirm(a, day)
}

func mayRule(c *data.Case, _ data.Day) (string, data.ElementID) {
	n := len(c.Confirmations)
	return unless(c.Status != data.Void && n > 0 && c.Confirmations[n-1].Result == "", "ruling.none"), ""
}

func mayAnswer(c *data.Case, _ data.Day) (string, data.ElementID) {
	return unless(c.Status == data.HandedUp && waiting(c) != nil, "hand_up_answer.none"), ""
}

// waiting returns the hand-up that has no answer yet, or nil.
func waiting(c *data.Case) *data.HandUp {
	for i := range c.HandUps {
		if c.HandUps[i].AcceptedOn == 0 && c.HandUps[i].ReturnedOn == 0 {
			return &c.HandUps[i]
		}
	}
	return nil
}

func mayHandUpResult(c *data.Case, _ data.Day) (string, data.ElementID) {
	h := c.Unsettled()
	if h == nil || slices.Contains(sealed, c.Status) {
		return "hand_up_result.none", ""
	}
	return "", ""
}

func mayFeedback(c *data.Case, _ data.Day) (string, data.ElementID) {
	owes := c.OwesFeedback() && c.ConcludedOn != 0 && !slices.Contains(sealed, c.Status)
	return unless(owes, "feedback.none"), ""
}

func mayReply(c *data.Case, _ data.Day) (string, data.ElementID) {
	return unless(c.Source == data.Referral && c.RepliedOn == 0 && c.Status != data.Void, "reply.none"), ""
}
