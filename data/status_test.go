package data

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The life of a case, written from the law and the practice a second time (domain reference, 4.2): each move, where
// it may start, and where it leads; an empty end stays where it is.
var life = map[Move]struct {
	from string
	to   Status
}{
	MoveApply:       {"draft", Applied},
	MoveAccept:      {"applied", Accepted},
	MoveRefuse:      {"applied", RefusedCase},
	MoveInvestigate: {"accepted mediating", Investigating},
	MoveMediate:     {"accepted investigating", Mediating},
	MoveExtend:      {"accepted investigating mediating", ""},
	MoveSuspend:     {"accepted investigating mediating", Suspended},
	MoveResume:      {"suspended", Mediating},
	MoveAgree:       {"mediating", Agreed},
	MoveFreeze:      {"agreed", PendingMarks},
	MoveUnsign:      {"agreed pending_marks", Mediating},
	MoveEffect:      {"agreed pending_marks", Performing},
	MoveDefault:     {"performing", Defaulted},
	MoveRecover:     {"defaulted", Performing},
	MovePerformed:   {"performing defaulted", Performed},
	MoveUndone:      {"performed", Performing},
	MoveKeep:        {"accepted investigating mediating agreed", Performing},
	MoveTerminate:   {"accepted investigating mediating suspended agreed pending_marks", Terminated},
	MoveWithdraw:    {"applied accepted investigating mediating suspended agreed pending_marks", Withdrawn},
	MoveHandUp:      {"applied accepted investigating mediating suspended agreed pending_marks", HandedUp},
	MoveReturn:      {"handed_up", Mediating},
	MoveRemediate:   {"performing defaulted performed", Mediating},
	MoveClose:       {"performed performing defaulted terminated withdrawn handed_up refused", Closed},
	MoveReopen:      {"closed", Mediating},
	MoveArchive:     {"closed", Archived},
	MoveVoid:        {"draft applied accepted", Void},
}

const readyDay = "06-30"

// ready returns a case that has all a move asks for, to be put in any status.
func ready(move Move) *Case {
	c := sampleNeighbours()
	c.AcceptedOn = on("03-02")
	a := &c.Agreements[0]
	inForce := func() { freeze(c, a, "03-24"); sign(c, a, "03-24"); a.EffectiveOn = a.Effect(c) }
	done := func() {
		for i := range a.Items {
			a.Items[i].DoneOn = on("04-12")
		}
	}
	switch move {
	case MoveApply, MoveAccept:
		c.AcceptedOn = 0
	case MoveRefuse:
		c.Refusal = Ending{Ground: "R5", Advice: "由公安机关处理。"}
	case MoveExtend:
		c.Extension = Extension{To: on("05-02"), ConsentOn: on("03-30"), Consents: consents(c, "03-30")}
	case MoveSuspend:
		c.Suspensions = []Suspension{{ID: "u", From: on("03-10"), Reason: "鉴定"}}
	case MoveResume:
		c.Suspensions = []Suspension{{ID: "u", From: on("03-10"), To: on("03-20"), Reason: "鉴定"}}
	case MoveFreeze:
		freeze(c, a, "03-24")
	case MoveEffect:
		freeze(c, a, "03-24")
		sign(c, a, "03-24")
	case MoveDefault, MoveUndone, MoveKeep:
		inForce()
	case MoveRecover, MovePerformed, MoveClose, MoveArchive, MoveReopen:
		inForce()
		done()
		c.FollowUps = []FollowUp{{ID: "f", Agreement: "g", On: on("04-20"), By: "寿永康", Performed: FoundPerformed}}
		c.Retention, c.Volume = LongTerm, Volume{FiledBy: "寿永康", Pages: 24}
		c.Reopenings = []Reopening{{ID: "n", On: on("04-21"), Kind: "facts", Consents: consents(c, "04-21")}}
	case MoveTerminate:
		c.Termination = Ending{Ground: "T2", Advice: "可以向人民法院起诉。"}
	case MoveWithdraw:
		c.Withdrawal.Text = "双方自行和解。"
	case MoveHandUp:
		c.HandUps = []HandUp{handUp(c, "05-10", "05-11")}
	case MoveReturn:
		c.HandUps = []HandUp{handUp(c, "05-10", "05-11")}
		c.HandUps[0].ReturnedOn = on("05-13")
	case MoveRemediate:
		inForce()
		c.Confirmations = []Confirmation{{ID: "q", Agreement: "g", AppliedOn: on("04-01"), Result: Rejected, RuledOn: on("04-10")}}
	case MoveVoid:
		c.VoidReason = "重复登记"
	}
	return c
}

// Every status with every move: exactly what the table says is allowed, and a refused move changes nothing.
func TestDo_EveryStatusEveryMove(t *testing.T) {
	if len(Steps) != len(life) || len(Statuses) != 18 {
		t.Fatalf("%d steps and %d statuses, the table above has %d and 18", len(Steps), len(Statuses), len(life))
	}
	for move, row := range life {
		from := strings.Fields(row.from)
		for _, status := range Statuses {
			c := ready(move)
			c.Status = status
			before := c.Clone()
			err := Do(c, move, on(readyDay))
			var why *Refused
			switch allowed := slices.Contains(from, string(status)); {
			case allowed && err != nil:
				t.Errorf("%s from %s: %v", move, status, err)
			case allowed && row.to != "" && c.Status != row.to || allowed && row.to == "" && c.Status != status:
				t.Errorf("%s from %s leads to %s", move, status, c.Status)
			case !allowed && (!errors.As(err, &why) || why.Code != "move.order" || why.Move != move):
				t.Errorf("%s from %s: %v, want it refused as out of order", move, status, err)
			case !allowed && cmp.Diff(before, c) != "":
				t.Errorf("%s from %s was refused and still changed the case: %s", move, status, cmp.Diff(before, c))
			}
		}
	}
	if why := Why(&Case{Status: Draft}, "sing", on(readyDay)); why == nil || why.Error() != "sing refused: move.unknown" {
		t.Errorf("unknown move: %v", why)
	}
}

// Every guard: the move is refused with this code once the datum is spoilt, and names the element in the way.
var guards = []struct {
	move    Move
	status  Status
	code    string
	element ElementID
	spoil   func(c *Case, a *Agreement)
}{
	{MoveApply, Draft, "apply.applicant", "", func(c *Case, _ *Agreement) { c.Parties = c.Parties[1:] }},
	{MoveApply, Draft, "apply.party", "", func(c *Case, _ *Agreement) { c.Parties, c.Source = nil, OwnMotion }},
	{MoveApply, Draft, "apply.summary", "", func(c *Case, _ *Agreement) { c.Summary = "" }},
	{MoveApply, Draft, "apply.received", "", func(c *Case, _ *Agreement) { c.ReceivedOn = 0 }},
	{MoveApply, Draft, "apply.party_wrong", "r", func(c *Case, _ *Agreement) { c.Parties[1].Name = "" }},
	{MoveApply, Draft, "apply.party_wrong", "a", func(c *Case, _ *Agreement) { c.Parties[0].IDNumber = "339921196803150015" }},
	{MoveApply, Draft, "move.early", "", func(c *Case, _ *Agreement) { c.ReceivedOn = on("07-01") }},
	{MoveAccept, Applied, "accept.other_side", "", func(c *Case, _ *Agreement) { c.Parties = c.Parties[:1] }},
	{MoveAccept, Applied, "accept.other_side", "", func(c *Case, _ *Agreement) { c.Parties[1].Role = Applicant }},
	{MoveAccept, Applied, "accept.type", "", func(c *Case, _ *Agreement) { c.Type = "19" }},
	{MoveAccept, Applied, "accept.mediator", "", func(c *Case, _ *Agreement) { c.Mediators[0].WithdrewOn = on("03-02") }},
	{MoveAccept, Applied, "accept.number", "", func(c *Case, _ *Agreement) { c.Number = "" }},
	{MoveAccept, Applied, "accept.before_received", "", func(c *Case, _ *Agreement) { c.ReceivedOn = on("07-01") }},
	{MoveAccept, Applied, "accept.consent", "r", func(c *Case, _ *Agreement) { c.Parties[1].ConsentOn = 0 }},
	{MoveAccept, Applied, "accept.guardian", "r", func(c *Case, _ *Agreement) { c.Parties[1].IDNumber, c.Parties[1].Age = "", 17 }},
	{MoveAccept, Applied, "accept.guardian_consent", "r", func(c *Case, _ *Agreement) {
		c.Parties[1].IDNumber, c.Parties[1].Age, c.Parties[1].Guardian = "", 13, "钱立"
	}},
	{MoveMediate, Accepted, "accept.guardian", "a", func(c *Case, _ *Agreement) { c.Parties[0].IDNumber = "339921201205200169" }},
	{MoveAgree, Mediating, "accept.guardian_consent", "a", func(c *Case, _ *Agreement) {
		c.Parties[0].IDNumber, c.Parties[0].Age, c.Parties[0].Guardian = "", 13, "钱立"
	}},
	{MoveMediate, Accepted, "mediate.relation", "x1", func(c *Case, _ *Agreement) { c.Mediators[0].Relation = "一方的舅舅" }},
	{MoveApply, Draft, "apply.read_back", "", func(c *Case, _ *Agreement) { c.Way = ByMouth }},
	{MoveRefuse, Applied, "refuse.ground", "", func(c *Case, _ *Agreement) { c.Refusal.Ground = "T1" }},
	{MoveRefuse, Applied, "refuse.advice", "", func(c *Case, _ *Agreement) { c.Refusal.Advice = "" }},
	{MoveInvestigate, Accepted, "mediate.informed", "a", func(c *Case, _ *Agreement) { c.Parties[0].InformedOn = 0 }},
	{MoveMediate, Accepted, "mediate.informed", "r", func(c *Case, _ *Agreement) { c.Parties[1].InformedOn = 0 }},
	{MoveExtend, Mediating, "extend.consent", "", func(c *Case, _ *Agreement) { c.Extension.ConsentOn = 0 }},
	{MoveExtend, Mediating, "extend.consent", "r", func(c *Case, _ *Agreement) { c.Extension.Consents = c.Extension.Consents[:1] }},
	{MoveExtend, Mediating, "extend.to", "", func(c *Case, _ *Agreement) { c.Extension.To = c.AcceptedOn }},
	{MoveSuspend, Mediating, "suspend.reason", "", func(c *Case, _ *Agreement) { c.Suspensions[0].Reason = "" }},
	{MoveSuspend, Mediating, "suspend.reason", "", func(c *Case, _ *Agreement) { c.Suspensions[0].From = 0 }},
	{MoveSuspend, Mediating, "suspend.reason", "", func(c *Case, _ *Agreement) { c.Suspensions[0].To = on("03-11") }},
	{MoveResume, Suspended, "resume.day", "", func(c *Case, _ *Agreement) { c.Suspensions[0].To = 0 }},
	{MoveResume, Suspended, "resume.day", "", func(c *Case, _ *Agreement) { c.Suspensions[0].To = on("03-09") }},
	{MoveResume, Suspended, "resume.day", "", func(c *Case, _ *Agreement) { c.Suspensions = nil }},
	{MoveResume, Suspended, "resume.day", "", func(c *Case, _ *Agreement) {
		c.Suspensions = append([]Suspension{{ID: "older", From: on("03-05")}}, c.Suspensions...)
	}},
	{MoveAgree, Mediating, "agree.none", "", func(c *Case, _ *Agreement) { c.Agreements = nil }},
	{MoveAgree, Mediating, "agree.none", "", func(_ *Case, a *Agreement) { a.VoidOn = on("03-25") }},
	{MoveAgree, Mediating, "agree.none", "", func(_ *Case, a *Agreement) { a.EffectiveOn = on("03-25") }},
	{MoveAgree, Mediating, "agree.session", "", func(c *Case, _ *Agreement) { c.Sessions = nil }},
	{MoveAgree, Mediating, "agree.unclear", "g", func(_ *Case, a *Agreement) { a.Items[0].Amount = -1 }},
	{MoveAgree, Mediating, "void.penal", "g", func(_ *Case, a *Agreement) { a.Clauses[0].Text = "不追究张根土刑事责任" }},
	{MoveAgree, Mediating, "agree.future", "g", func(_ *Case, a *Agreement) { a.On = on("07-01") }},
	{MoveFreeze, Agreed, "freeze.written", "", func(_ *Case, a *Agreement) { a.Form = Oral }},
	{MoveFreeze, Agreed, "void.clauses", "g", func(_ *Case, a *Agreement) { a.Clauses, a.Items = nil, nil }},
	{MoveFreeze, Agreed, "freeze.print", "g", func(_ *Case, a *Agreement) { a.FrozenOn = 0 }},
	{MoveFreeze, Agreed, "freeze.print", "g", func(_ *Case, a *Agreement) { a.PrintHash = "ab" }},
	{MoveUnsign, PendingMarks, "unsign.void", "g", func(c *Case, a *Agreement) { freeze(c, a, "03-24") }},
	{MoveEffect, PendingMarks, "effect.none", "", func(_ *Case, a *Agreement) { a.VoidOn = on("03-25") }},
	{MoveEffect, PendingMarks, "effect.none", "", func(_ *Case, a *Agreement) { a.EffectiveOn = on("03-25") }},
	{MoveEffect, PendingMarks, "agree.unclear", "g", func(_ *Case, a *Agreement) { a.Form = "" }},
	{MoveEffect, PendingMarks, "effect.party", "", func(c *Case, a *Agreement) { c.Parties, a.Parties = nil, nil }},
	{MoveEffect, PendingMarks, "freeze.print", "g", func(_ *Case, a *Agreement) { a.FrozenOn = 0 }},
	{MoveEffect, PendingMarks, "effect.party", "r", func(_ *Case, a *Agreement) { a.Marks[1].On = 0 }},
	{MoveEffect, PendingMarks, "effect.mediator", "g", func(_ *Case, a *Agreement) { a.MediatorMark = 0 }},
	{MoveEffect, PendingMarks, "effect.seal", "g", func(_ *Case, a *Agreement) { a.SealOn = 0 }},
	{MoveEffect, PendingMarks, "effect.paper", "g", func(_ *Case, a *Agreement) { a.PaperSeen = false }},
	{MoveEffect, PendingMarks, "effect.future", "g", func(_ *Case, a *Agreement) { a.SealOn = on("07-01") }},
	{MoveDefault, Performing, "default.none", "", func(_ *Case, a *Agreement) {
		for i := range a.Items {
			a.Items[i].Due = on(readyDay) // due today is not overdue
		}
	}},
	{MoveRecover, Defaulted, "recover.overdue", "c1-i1", func(_ *Case, a *Agreement) { a.Items[0].DoneOn = 0 }},
	{MovePerformed, Performing, "performed.item", "c3-i1", func(_ *Case, a *Agreement) { a.Items[2].DoneOn = 0 }},
	{MovePerformed, Performing, "performed.item", "c3-i1", func(_ *Case, a *Agreement) { a.Items[2].DoneOn = on("07-01") }},
	{MovePerformed, Performing, "performed.none", "", func(c *Case, _ *Agreement) { c.Agreements = nil }},
	{MoveTerminate, Mediating, "terminate.sham", "", func(c *Case, _ *Agreement) { c.Termination.Ground = ShamSuspected }},
	{MoveTerminate, Mediating, "terminate.ground", "", func(c *Case, _ *Agreement) { c.Termination.Ground = "R1" }},
	{MoveTerminate, Mediating, "terminate.advice", "", func(c *Case, _ *Agreement) { c.Termination.Advice = "" }},
	{MoveTerminate, PendingMarks, "end.frozen", "g", func(c *Case, a *Agreement) { freeze(c, a, "03-24") }},
	{MoveTerminate, Mediating, "move.early", "", func(c *Case, _ *Agreement) { c.AcceptedOn = on("07-01") }},
	{MoveWithdraw, Mediating, "withdraw.reason", "", func(c *Case, _ *Agreement) { c.Withdrawal.Text = "" }},
	{MoveTerminate, PendingMarks, "end.unprinted", "g", func(c *Case, a *Agreement) {
		freeze(c, a, "03-24")
		a.Prints = 0
	}},
	{MoveWithdraw, PendingMarks, "end.frozen", "g", func(c *Case, a *Agreement) { freeze(c, a, "03-24") }},
	{MoveHandUp, Mediating, "handup.to", "", func(c *Case, _ *Agreement) { c.HandUps = nil }},
	{MoveHandUp, Mediating, "handup.to", "", func(c *Case, _ *Agreement) { c.HandUps[0].To = "" }},
	{MoveHandUp, Mediating, "handup.reason", "h", func(c *Case, _ *Agreement) { c.HandUps[0].Reason = "" }},
	{MoveHandUp, Mediating, "handup.consent", "h", func(c *Case, _ *Agreement) { c.HandUps[0].ConsentOn = 0 }},
	{MoveHandUp, Mediating, "handup.consent", "h", func(c *Case, _ *Agreement) { c.HandUps[0].Consents[1].On = 0 }},
	{MoveHandUp, Mediating, "handup.history", "h", func(c *Case, _ *Agreement) { c.HandUps[0].History = "" }},
	{MoveHandUp, Mediating, "handup.copies", "h", func(c *Case, _ *Agreement) { c.HandUps[0].Copies = nil }},
	{MoveHandUp, Mediating, "handup.contact", "h", func(c *Case, _ *Agreement) { c.HandUps[0].Contact = "" }},
	{MoveHandUp, Mediating, "handup.sent", "h", func(c *Case, _ *Agreement) { c.HandUps[0].SentOn = 0 }},
	{MoveHandUp, PendingMarks, "end.frozen", "g", func(c *Case, a *Agreement) { freeze(c, a, "03-24") }},
	{MoveReturn, HandedUp, "return.day", "", func(c *Case, _ *Agreement) { c.HandUps[0].ReturnedOn = 0 }},
	{MoveReturn, HandedUp, "return.day", "", func(c *Case, _ *Agreement) { c.HandUps = nil }},
	{MoveRemediate, Performing, "remediate.consent", "g", func(c *Case, _ *Agreement) { c.Confirmations[0].Result = Confirmed }},
	{MoveRemediate, Performing, "remediate.consent", "g", func(c *Case, _ *Agreement) { c.Confirmations[0].Agreement = "older" }},
	{MoveRemediate, Performing, "remediate.consent", "g", func(c *Case, _ *Agreement) {
		c.Confirmations, c.Remediations = nil, []Remediation{{Agreement: "g", On: on(readyDay)}}
	}},
	{MoveRemediate, Performing, "remediate.consent", "g", func(c *Case, _ *Agreement) { // agreed on for another day
		c.Confirmations, c.Remediations = nil, []Remediation{{Agreement: "g", On: on("05-01"), ConsentOn: on("05-01")}}
	}},
	{MoveUndone, Performed, "performed.none", "", func(_ *Case, a *Agreement) { a.Items = nil }},
	{MoveKeep, Mediating, "keep.none", "", func(_ *Case, a *Agreement) { a.VoidOn = on("04-01") }},
	{MoveKeep, Agreed, "end.frozen", "n", func(c *Case, _ *Agreement) {
		c.Agreements = append(c.Agreements, Agreement{ID: "n", FrozenOn: on("04-01"), Prints: 1})
	}},
	{MoveClose, HandedUp, "close.handup", "h", func(c *Case, _ *Agreement) { c.HandUps = []HandUp{{ID: "h", SentOn: on("05-11")}} }},
	{MoveClose, Terminated, "close.feedback", "", func(c *Case, _ *Agreement) { c.Source = Referral }},
	{MoveClose, Performed, "close.feedback", "", func(c *Case, _ *Agreement) {
		c.Source, c.ConcludedOn, c.Feedback.On = Referral, on("04-12"), on("03-24")
	}},
	{MoveClose, Performing, "close.performing", "", func(_ *Case, a *Agreement) { a.Items[0].DoneOn = 0 }},
	{MoveClose, Defaulted, "close.default", "", func(c *Case, _ *Agreement) { c.FollowUps = nil }},
	{MoveReopen, Closed, "reopen.refused", "", func(c *Case, _ *Agreement) { c.AcceptedOn, c.Refusal.On = 0, on("03-03") }},
	{MoveReopen, Closed, "reopen.reason", "", func(c *Case, _ *Agreement) { c.Reopenings = nil }},
	{MoveReopen, Closed, "reopen.reason", "", func(c *Case, _ *Agreement) { c.ClosedOn = on("05-01") }},
	{MoveReopen, Closed, "accept.consent", "a", func(c *Case, _ *Agreement) { c.Parties[0].ConsentOn = 0 }},
	{MoveArchive, Closed, "archive.sessions", "", func(c *Case, _ *Agreement) { c.Sessions = nil }},
	{MoveArchive, Closed, "archive.sessions", "", func(c *Case, _ *Agreement) {
		c.Sessions, c.Agreements, c.Termination.On = nil, nil, on("04-01")
	}},
	{MoveArchive, Closed, "archive.followup", "g", func(c *Case, _ *Agreement) { c.FollowUps[0].Agreement = "older" }},
	{MoveArchive, Closed, "archive.informed", "r", func(c *Case, _ *Agreement) { c.Parties[1].InformedOn = 0 }},
	{MoveArchive, Closed, "archive.consent", "a", func(c *Case, _ *Agreement) { c.Parties[0].ConsentOn = 0 }},
	{MoveArchive, Closed, "archive.ruling", "q", func(c *Case, _ *Agreement) { c.Confirmations = []Confirmation{{ID: "q", Agreement: "g"}} }},
	{MoveArchive, Closed, "archive.filed_by", "", func(c *Case, _ *Agreement) { c.Volume.FiledBy = "" }},
	{MoveArchive, Closed, "archive.pages", "", func(c *Case, _ *Agreement) { c.Volume.Pages = 0 }},
	{MoveArchive, Closed, "archive.retention", "", func(c *Case, _ *Agreement) { c.Retention = "" }},
	{MoveArchive, Closed, "archive.why_short", "", func(c *Case, _ *Agreement) { c.Retention = ShortTerm }},
	{MoveVoid, Draft, "void.reason", "", func(c *Case, _ *Agreement) { c.VoidReason = "" }},
}

// handUp is a hand-up with all it asks for.
func handUp(c *Case, agreed, sent string) HandUp {
	return HandUp{
		ID: "h", To: "清溪镇调委会", Reason: "界址不清", History: "调解三次未成。", Contact: "金彩娟 660200",
		Copies:   []HandUpCopy{{ID: "h1", Title: "人民调解记录", Pages: 3}},
		Consents: consents(c, agreed), ConsentOn: on(agreed), SentOn: on(sent),
	}
}

// consents are those of all parties of a case on one day.
func consents(c *Case, day string) []Consent {
	var out []Consent
	for _, p := range c.Parties {
		out = append(out, Consent{ID: "y" + p.ID, Party: p.ID, On: on(day)})
	}
	return out
}

func TestWhy_Guards(t *testing.T) {
	guarded := map[Move]bool{}
	for _, g := range guards {
		guarded[g.move] = true
		c := ready(g.move)
		c.Status = g.status
		if err := Why(c, g.move, on(readyDay)); err != nil {
			t.Errorf("%s from %s with all it asks for: %v", g.move, g.status, err)
		}
		g.spoil(c, &c.Agreements[0])
		before := c.Clone()
		var why *Refused
		switch err := Do(c, g.move, on(readyDay)); {
		case !errors.As(err, &why):
			t.Errorf("%s from %s: %v, want %s", g.move, g.status, err, g.code)
		case why.Code != g.code || why.Element != g.element:
			t.Errorf("%s from %s: %s at %q, want %s at %q", g.move, g.status, why.Code, why.Element, g.code, g.element)
		case cmp.Diff(before, c) != "":
			t.Errorf("%s was refused and still changed the case: %s", g.move, cmp.Diff(before, c))
		}
	}
	for move := range life {
		if !guarded[move] {
			t.Errorf("%s: no guard is tested", move)
		}
	}
	c := ready(MoveApply)
	if err := Why(c, MoveApply, 0); err == nil || err.Error() != "apply refused: move.day" {
		t.Errorf("without a day: %v", err)
	}
}

// A case never comes back further than it had come (People's Mediation Law arts. 17, 23).
func TestDo_Back(t *testing.T) {
	for _, move := range []Move{MoveReturn, MoveResume, MoveReopen} {
		from := Status(life[move].from)
		for name, x := range map[string]struct {
			spoil func(*Case)
			to    Status
		}{
			"mediated":       {func(*Case) {}, Mediating},
			"not informed":   {func(c *Case) { c.Parties[1].InformedOn = 0 }, Accepted},
			"never accepted": {func(c *Case) { c.AcceptedOn, c.Parties[1].ConsentOn = 0, 0 }, Applied},
		} {
			c := ready(move)
			c.Status, c.ConcludedOn, c.ClosedOn = from, on("05-11"), on("05-12")
			c.Reopenings = []Reopening{{ID: "n", On: on("05-20"), Kind: "facts"}}
			x.spoil(c)
			do(t, c, move, readyDay)
			if c.Status != x.to || c.ConcludedOn != 0 || c.ClosedOn != 0 {
				t.Errorf("%s, %s: %s, concluded %s, closed %s, want %s and open", move, name, c.Status, c.ConcludedOn, c.ClosedOn, x.to)
			}
		}
	}
}

func TestStatus_Ongoing(t *testing.T) {
	for _, s := range Statuses {
		want := s == Accepted || s == Investigating || s == Mediating
		if s.Ongoing() != want {
			t.Errorf("%s ongoing: %v", s, !want)
		}
	}
}
