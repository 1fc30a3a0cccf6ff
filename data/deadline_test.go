package data

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// dues writes deadlines as "kind 2026-03-24 element", earliest first.
func dues(c *Case, today string) string {
	var out []string
	for _, d := range Deadlines(c, on(today), nil) {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", d.Kind, d.On, d.Element)))
	}
	return strings.Join(out, "; ")
}

// Case 1 step by step; the last day for judicial confirmation is 23 April.
func TestDeadlines_Neighbours(t *testing.T) {
	c := sampleNeighbours()
	c.Status = Applied
	step := func(name, today, want string) {
		t.Helper()
		before := c.Clone()
		got := dues(c, today)
		if again := dues(c, today); got != want || again != got {
			t.Errorf("%s: %s, again %s, want %s", name, got, again, want)
		}
		if diff := cmp.Diff(before, c); diff != "" {
			t.Errorf("%s: asking changed the case: %s", name, diff)
		}
	}
	step("received on a Monday", "03-02", "answer 2026-03-05")
	c.Status, c.AcceptedOn = Mediating, on("03-02")
	c.Sessions, c.Sessions[4].NextOn = c.Sessions[:5], on("03-24")
	step("in mediation", "03-20", "session 2026-03-24 s5; conclude 2026-04-02")
	c = sampleNeighbours()
	c.Status, c.AcceptedOn = PendingMarks, on("03-02")
	freeze(c, c.Current(), "03-24")
	step("printed", "03-24", "marks 2026-03-27 g; conclude 2026-04-02")
	c = agreed(t)
	step("in force", "03-24", "perform 2026-03-31 c1-i1; perform 2026-03-31 c3-i1; perform 2026-04-10 c2-i1; follow_up 2026-04-17 g; confirm 2026-04-23 g")
	items := c.Current().Items
	for i := range items {
		items[i].DoneOn = on("04-12")
	}
	Follow(c, on("04-12"))
	step("performed", "04-12", "follow_up 2026-04-17 g; confirm 2026-04-23 g")
	c.FollowUps = []FollowUp{{ID: "f", Agreement: "g", On: on("04-20")}}
	step("visited", "04-20", "confirm 2026-04-23 g")
	step("on the last day", "04-23", "confirm 2026-04-23 g")
	step("too late to confirm", "04-24", "")
	do(t, c, MoveClose, "04-25")
	step("closed", "04-25", "archive 2026-05-25")
	c.Status = Archived
	step("archived", "06-01", "")
}

func TestDeadlines_Kinds(t *testing.T) {
	for name, x := range map[string]struct {
		edit func(*Case)
		want string
	}{
		"wages: arbitration is open after 15 days": {func(c *Case) { c.Type = "10" }, "arbitration 2026-03-17; conclude 2026-04-05"},
		"another labour dispute":                   {func(c *Case) { c.Type = "11" }, "arbitration 2026-03-17; conclude 2026-04-05"},
		"a court's referral": {func(c *Case) { c.Source, c.Organ, c.ReplyDue = Referral, Court, on("04-10") },
			"conclude 2026-04-04; reply 2026-04-10"},
		"a police referral":      {func(c *Case) { c.Source, c.Organ, c.ReplyDue = Referral, "police", on("03-20") }, "reply 2026-03-20; conclude 2026-04-05"},
		"replied":                {func(c *Case) { c.Source, c.ReplyDue, c.RepliedOn = Referral, on("03-20"), on("03-19") }, "conclude 2026-04-05"},
		"a reply without a date": {func(c *Case) { c.Source = Referral }, "conclude 2026-04-05"},
		"a draft":                {func(c *Case) { c.Status = Draft }, ""},
		"no day of receipt":      {func(c *Case) { c.Status, c.ReceivedOn = Applied, 0 }, ""},
		"void":                   {func(c *Case) { c.Status, c.Source, c.ReplyDue = Void, Referral, on("03-20") }, ""},
		"handed up on a Friday": {func(c *Case) { c.Status, c.HandUps = HandedUp, []HandUp{{ID: "h", SentOn: on("05-08")}} },
			"hand_up 2026-05-13 h"},
		"handed up, an answer asked for by a Saturday": {func(c *Case) { c.Status, c.HandUps = HandedUp, []HandUp{{ID: "h", SentOn: on("05-11"), Days: 5}} },
			"hand_up 2026-05-18 h"},
		"accepted by the town": {func(c *Case) {
			c.Status, c.HandUps = HandedUp, []HandUp{{ID: "h", SentOn: on("05-08"), AcceptedOn: on("05-11")}}
		}, "hand_up_result 2026-06-10 h"},
		"returned by the town": {func(c *Case) {
			c.Status, c.HandUps = Accepted, []HandUp{{ID: "h", SentOn: on("03-09"), ReturnedOn: on("03-11")}}
			c.Sessions = []Session{{ID: "m", On: on("03-09")}} // before it went
		}, "returned 2026-03-11 h; conclude 2026-04-07"},
		"returned, and a meeting since": {func(c *Case) {
			c.Status, c.HandUps = Mediating, []HandUp{{ID: "h", SentOn: on("03-09"), ReturnedOn: on("03-11")}}
			c.Sessions = []Session{{ID: "m", On: on("03-12")}}
		}, "conclude 2026-04-07"},
		"settled by the town": {func(c *Case) {
			c.Status, c.HandUps = HandedUp, []HandUp{{ID: "h", AcceptedOn: on("05-11"), Settled: Feedback{On: on("05-20")}}}
		}, ""},
		"terminated, referred": {func(c *Case) {
			c.Status, c.Source, c.ConcludedOn, c.RepliedOn = Terminated, Referral, on("04-01"), on("03-03")
		}, "close 2026-04-01; feedback 2026-04-01"},
		"the organ was told": {func(c *Case) {
			c.Status, c.Source, c.ConcludedOn, c.Feedback.On = Terminated, Referral, on("04-01"), on("04-01")
		}, "close 2026-04-01"},
		"ended again after the organ was told": {func(c *Case) {
			c.Status, c.Source, c.ConcludedOn, c.Feedback.On = Withdrawn, Referral, on("04-10"), on("04-01")
		}, "close 2026-04-10; feedback 2026-04-10"},
		"refused": {func(c *Case) { c.Status, c.ConcludedOn = RefusedCase, on("03-04") }, "close 2026-03-04"},
		"danger that nobody was told of": {func(c *Case) {
			c.Escalations = []Escalation{{ID: "e", On: on("03-09")}, {ID: "e2", On: on("03-08"), ReportedOn: on("03-08")}}
		}, "report 2026-03-09 e; conclude 2026-04-05"},
		"a draft agreement": {func(c *Case) {
			c.Agreements = []Agreement{{ID: "g"}}
			c.Sessions = []Session{{ID: "s", NextOn: on("03-12")}}
		}, "session 2026-03-12 s; conclude 2026-04-05"},
	} {
		c := &Case{Status: Mediating, ReceivedOn: on("03-02"), AcceptedOn: on("03-05"), Type: "02"}
		x.edit(c)
		if got := dues(c, "03-10"); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

func TestDeadlines_Agreement(t *testing.T) {
	for name, x := range map[string]struct {
		edit func(*Case, *Agreement)
		want string
	}{
		"oral": {func(_ *Case, a *Agreement) { a.Form = Oral }, "follow_up 2026-03-31 g"},
		"title to land": {func(c *Case, _ *Agreement) { c.Type = "07" },
			"follow_up 2026-03-31 g"},
		"applied for": {func(c *Case, _ *Agreement) { c.Confirmations = []Confirmation{{ID: "q", Agreement: "g"}} }, "follow_up 2026-03-31 g"},
		"an older agreement was applied for": {func(c *Case, _ *Agreement) { c.Confirmations = []Confirmation{{ID: "q", Agreement: "g0"}} },
			"follow_up 2026-03-31 g; confirm 2026-04-23 g"},
		"monthly support": {func(_ *Case, a *Agreement) {
			a.Items = []PerformanceItem{{ID: "i", Monthly: true, Due: on("05-05"), PaidThrough: on("06-05")}}
		}, "follow_up 2026-03-31 g; confirm 2026-04-23 g; perform 2026-07-05 i"},
		"second visit": {func(c *Case, a *Agreement) {
			c.FollowUps, a.Items = []FollowUp{{ID: "f", Agreement: "g"}}, []PerformanceItem{{ID: "i", Due: on("03-20"), DoneOn: on("03-20")}}
		}, "confirm 2026-04-23 g; follow_up 2026-04-23 g"},
		"visited twice": {func(c *Case, _ *Agreement) { c.FollowUps = []FollowUp{{Agreement: "g"}, {Agreement: "g"}} }, "confirm 2026-04-23 g"},
		"none":          {func(c *Case, _ *Agreement) { c.Agreements = nil }, ""},
	} {
		c := &Case{Status: Performing, Type: "02", Agreements: []Agreement{{ID: "g", Form: Written, EffectiveOn: on("03-24")}}}
		x.edit(c, &c.Agreements[0])
		if got := dues(c, "04-01"); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

// A month ends on the same day of the next, or on its last; suspended days do not count, an agreed extension does.
func TestConcludeBy(t *testing.T) {
	for name, x := range map[string]struct {
		accepted, today string
		edit            func(*Case)
		want            string
	}{
		"a month":         {"2026-03-02", "2026-03-10", nil, "2026-04-02"},
		"end of January":  {"2026-01-31", "2026-02-10", nil, "2026-02-28"},
		"in a leap year":  {"2028-01-30", "2028-02-10", nil, "2028-02-29"},
		"over the year":   {"2026-12-31", "2027-01-10", nil, "2027-01-31"},
		"a court's month": {"2026-01-31", "2026-02-10", func(c *Case) { c.Source, c.Organ = Referral, Court }, "2026-03-02"},
		"a court told the parties to come": {"2026-01-31", "2026-02-10", func(c *Case) { c.Source, c.Organ = Application, Court },
			"2026-02-28"},
		"extended":             {"2026-03-02", "2026-03-10", func(c *Case) { c.Extension = Extension{To: on("05-02"), ConsentOn: on("03-30")} }, "2026-05-02"},
		"without consent":      {"2026-03-02", "2026-03-10", func(c *Case) { c.Extension.To = on("05-02") }, "2026-04-02"},
		"extended to too soon": {"2026-03-02", "2026-03-10", func(c *Case) { c.Extension = Extension{To: on("03-20"), ConsentOn: on("03-12")} }, "2026-04-02"},
		"suspended for ten days": {"2026-03-02", "2026-04-30", func(c *Case) { c.Suspensions = []Suspension{{From: on("03-10"), To: on("03-20")}} },
			"2026-04-12"},
		"suspended until today": {"2026-03-02", "2026-03-17", func(c *Case) { c.Suspensions = []Suspension{{From: on("03-10")}} }, "2026-04-09"},
		"suspended twice": {"2026-03-02", "2026-03-30", func(c *Case) {
			c.Suspensions = []Suspension{{From: on("03-10"), To: on("03-20")}, {From: on("03-25")}}
		}, "2026-04-17"},
		"suspended from tomorrow": {"2026-03-02", "2026-03-09", func(c *Case) { c.Suspensions = []Suspension{{From: on("03-10")}} }, "2026-04-02"},
		"suspended, then extended": {"2026-03-02", "2026-04-30", func(c *Case) {
			c.Suspensions, c.Extension = []Suspension{{From: on("03-10"), To: on("03-20")}}, Extension{To: on("05-02"), ConsentOn: on("03-30")}
		}, "2026-05-02"},
		"extended, then suspended": {"2026-03-02", "2026-04-30", func(c *Case) {
			c.Suspensions, c.Extension = []Suspension{{From: on("04-05"), To: on("04-15")}}, Extension{To: on("05-02"), ConsentOn: on("03-30")}
		}, "2026-05-12"},
		"two suspensions overlap": {"2026-03-02", "2026-04-30", func(c *Case) {
			c.Suspensions = []Suspension{{From: on("03-10"), To: on("03-20")}, {From: on("03-15"), To: on("03-22")}}
		}, "2026-04-14"},
		"extended before it was reopened": {"2026-03-02", "2026-04-30", func(c *Case) {
			c.Extension, c.Reopenings = Extension{To: on("06-30"), ConsentOn: on("03-30")}, []Reopening{{ID: "o", On: on("04-20")}}
		}, "2026-05-20"},
		"extended while suspended": {"2026-03-02", "2026-04-30", func(c *Case) {
			c.Suspensions, c.Extension = []Suspension{{From: on("03-25"), To: on("04-04")}}, Extension{To: on("05-02"), ConsentOn: on("03-30")}
		}, "2026-05-07"},
		"suspended over the Spring Festival and a return": {"2026-01-31", "2026-04-30", func(c *Case) {
			c.Suspensions, c.HandUps = []Suspension{{From: on("02-10"), To: on("02-25")}}, []HandUp{{SentOn: on("02-20"), ReturnedOn: on("03-01")}, {SentOn: on("03-10"), AcceptedOn: on("03-11")}}
		}, "2026-03-19"},
	} {
		c := &Case{AcceptedOn: on(x.accepted)}
		if x.edit != nil {
			x.edit(c)
		}
		if got := ConcludeBy(c, on(x.today)); got != on(x.want) {
			t.Errorf("%s: %s, want %s", name, got, x.want)
		}
	}
	if got := ConcludeBy(&Case{}, on("03-02")); got != 0 {
		t.Errorf("a case that was not accepted ends on %s", got)
	}
}

// 2026-10-01 to 07 are free, Saturday 10 October is worked.
func TestCalendar(t *testing.T) {
	cal := &Calendar{Off: map[Day]bool{}, On: map[Day]bool{on("10-10"): true}}
	for d := on("10-01"); d <= on("10-07"); d++ {
		cal.Off[d] = true
	}
	for _, x := range []struct {
		from string
		n    int
		cal  *Calendar
		want string
	}{
		{"03-02", 3, nil, "03-05"}, {"03-05", 3, nil, "03-10"}, {"03-06", 1, nil, "03-09"}, {"03-07", 1, nil, "03-09"}, {"03-02", 0, nil, "03-02"},
		{"09-30", 1, nil, "10-01"}, {"09-30", 1, cal, "10-08"}, {"09-30", 3, cal, "10-10"}, {"09-30", 4, cal, "10-12"},
	} {
		if got := x.cal.AddWorkdays(on(x.from), x.n); got != on(x.want) {
			t.Errorf("%d working days after %s: %s, want %s", x.n, x.from, got, x.want)
		}
	}
	if got := cal.AddWorkdays(0, 3); got != 0 {
		t.Errorf("three days after no day: %s", got)
	}
	c := &Case{Status: Applied, ReceivedOn: on("09-30")}
	if due := Deadlines(c, on("09-30"), cal); len(due) != 1 || due[0].On != on("10-10") {
		t.Errorf("an answer over the holiday: %v", due)
	}
}

func TestDue_Overdue(t *testing.T) {
	d := Due{On: on("03-31")}
	if d.Overdue(on("03-31")) || !d.Overdue(on("04-01")) {
		t.Error("the day itself is in time, the next is not")
	}
}

// Title to land and houses is never confirmed; everything else may be.
func TestCase_Confirmable(t *testing.T) {
	for _, r := range DisputeTypes {
		want := ""
		if r.Code == "03" || r.Code == "07" || r.Code == "08" {
			want = "confirm.title"
		}
		if got := (&Case{Type: DisputeType(r.Code)}).Confirmable(); got != want {
			t.Errorf("%s: %q", r.Name, got)
		}
	}
}

// A meeting that is entered late, with an appointment that was kept long since, asks for nothing.
func TestDeadlines_NextMeetingOfTheLatest(t *testing.T) {
	c := sampleNeighbours()
	c.Status, c.AcceptedOn, c.Agreements = Mediating, on("03-02"), nil
	late := meeting("late", "03-05")
	late.NextOn = on("03-09")
	c.Sessions = append(c.Sessions, late)
	if got := dues(c, "03-25"); strings.Contains(got, "session") {
		t.Errorf("%q", got)
	}
	c.Sessions[5].NextOn = on("03-30")
	if got := dues(c, "03-25"); !strings.Contains(got, "session 2026-03-30") {
		t.Errorf("%q", got)
	}
}

// The committee's term is three years; its end, and a mediator's, is told 60 days ahead.
func TestTermDue(t *testing.T) {
	for name, x := range map[string]struct {
		committee Committee
		today     string
		want      string
	}{
		"61 days ahead":       {Committee{TermEnd: on("2028-03-31")}, "2028-01-30", ""},
		"60 days ahead":       {Committee{TermEnd: on("2028-03-31")}, "2028-01-31", "term 2028-03-31"},
		"over":                {Committee{TermEnd: on("2028-03-31")}, "2028-05-01", "term 2028-03-31"},
		"only the start":      {Committee{TermStart: on("2025-04-01")}, "2028-03-01", "term 2028-03-31"},
		"from a leap day":     {Committee{TermStart: on("2024-02-29")}, "2027-02-01", "term 2027-02-28"},
		"to a leap day":       {Committee{TermStart: on("2025-03-01")}, "2028-02-01", "term 2028-02-29"},
		"nothing is known":    {Committee{}, "2028-03-01", ""},
		"a mediator":          {Committee{Mediators: []Mediator{{ID: "m", To: on("2028-03-31")}, {ID: "n"}}}, "2028-03-01", "term 2028-03-31 m"},
		"a mediator who left": {Committee{Mediators: []Mediator{{ID: "m", To: on("2028-03-31")}}}, "2028-04-01", ""},
	} {
		var out []string
		for _, d := range TermDue(&x.committee, on(x.today)) {
			out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", d.Kind, d.On, d.Element)))
		}
		if got := strings.Join(out, "; "); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}
