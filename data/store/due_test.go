package store

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

// What is due is answered from slim copies; they must say what the whole cases say.
func TestSlim_AsksForTheSameAsTheWholeCase(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	kinds := map[data.DueKind]int{}
	copied := data.Case{Status: data.Applied, ReceivedOn: 1} // nothing of it may stay
	for n := range 3000 {
		c := sampleCase(r, n)
		decorate(r, c)
		today := c.ReceivedOn + data.Day(r.IntN(120))
		want := data.Deadlines(c, today, nil)
		newItem(c, nil).slim.fill(&copied) // of a case without, nothing may be due on any day
		if diff := cmp.Diff(want, data.Deadlines(&copied, today, nil)); diff != "" {
			t.Fatalf("case %d, %s: (-whole +slim)\n%s", n, c.Status, diff)
		}
		for _, d := range want {
			kinds[d.Kind]++
		}
	}
	for _, kind := range []data.DueKind{
		data.DueAnswer, data.DueSession, data.DueConclude, data.DueArbitration, data.DueMarks, data.DueConfirm,
		data.DuePerform, data.DueFollowUp, data.DueReply, data.DueHandUp, data.DueArchive,
		data.DueFeedback, data.DueReport, data.DueHandUpResult, data.DueReturned, data.DueClose, data.DueUrge, data.DueAdvice,
	} {
		if kinds[kind] == 0 {
			t.Errorf("no case asked for %s: the test does not cover it", kind)
		}
	}
}

// decorate gives a case what any deadline looks at.
func decorate(r *rand.Rand, c *data.Case) {
	c.ClosedOn = c.ReceivedOn + 20
	if r.IntN(3) == 0 {
		c.Source, c.Organ, c.ReplyDue = data.Referral, data.Court, c.ReceivedOn+5
		c.RepliedOn = data.Day(r.IntN(2)) * (c.ReceivedOn + 4)
		c.Feedback.On = data.Day(r.IntN(2)) * (c.ReceivedOn + 12)
	}
	if r.IntN(3) == 0 {
		c.Escalations = []data.Escalation{{ID: element(r), On: c.ReceivedOn, Measures: "劝开", ReportedOn: data.Day(r.IntN(2)) * c.ReceivedOn}}
	}
	if r.IntN(3) == 0 {
		c.Suspensions = []data.Suspension{{ID: element(r), From: c.ReceivedOn + 3, To: data.Day(r.IntN(2)) * (c.ReceivedOn + 8), Reason: "鉴定"}}
	}
	if r.IntN(3) == 0 {
		c.Extension = data.Extension{To: c.ReceivedOn + 70, ConsentOn: c.ReceivedOn + 6}
	}
	if r.IntN(2) == 0 {
		c.HandUps = []data.HandUp{{ID: element(r), To: "清溪镇", SentOn: c.ReceivedOn + 9, AcceptedOn: data.Day(r.IntN(2)) * (c.ReceivedOn + 10), ReturnedOn: data.Day(r.IntN(2)) * (c.ReceivedOn + 11)}}
	}
	for i := range c.Agreements {
		a := &c.Agreements[i]
		if c.Status == data.PendingMarks {
			a.EffectiveOn = 0
		}
		of := pick(r, []data.ElementID{a.ID, element(r)})
		if r.IntN(2) == 0 {
			c.Confirmations = []data.Confirmation{{ID: element(r), Agreement: of, AppliedOn: a.On + 3, Result: data.Confirmed}}
		}
		for range r.IntN(3) {
			c.FollowUps = append(c.FollowUps, data.FollowUp{ID: element(r), Agreement: of, On: a.On + 8})
		}
		if r.IntN(2) == 0 {
			a.Items[0].DoneOn = a.On + 5
		} else if r.IntN(2) == 0 {
			a.Items[0].Monthly, a.Items[0].PaidThrough = true, a.Items[0].Due
		}
		for n := range r.IntN(4) {
			a.Items[0].Urges = append(a.Items[0].Urges, data.Urge{ID: element(r), On: a.Items[0].Due + data.Day(1+7*n)})
		}
		if r.IntN(3) == 0 {
			a.Clauses = append(a.Clauses, data.Clause{ID: element(r), Kind: data.OtherClause, Text: "房屋所有权归母亲"})
		}
		if r.IntN(4) == 0 {
			c.Advices = append(c.Advices, data.Advice{ID: element(r), Agreement: of, On: a.On + data.Day(r.IntN(90))})
		}
	}
	if len(c.Agreements) > 0 && r.IntN(4) == 0 {
		later := c.Agreements[0]
		later.ID, later.Replaces = element(r), []data.ElementID{pick(r, []data.ElementID{c.Agreements[0].ID, c.Agreements[0].Items[0].ID})}
		later.Items = data.ItemsOf(later.Clauses[0])
		c.Agreements = append(c.Agreements, later)
	}
}
