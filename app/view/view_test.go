package view

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

// filledDesk returns the desk of the i-th village with its samples played, on a day.
func filledDesk(t testing.TB, i int, today string) *Desk {
	t.Helper()
	v := village(t, i)
	d := deskOf(t, v, today)
	for _, s := range v.Samples {
		if _, err := Play(d, s); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func TestNextStep_LeadsThroughTheWholeCase(t *testing.T) {
	v, s := sampleNamed(t, "01")
	d := deskOf(t, v, "2026-07-10")
	// The step that the desk recommends after each step of the sample.
	want := []data.Move{
		data.MoveAccept, ActInform, ActInform, ActSession, // intake accept register inform
		ActSession, ActSession, ActSession, ActSession, ActSession, ActDraft, // six meetings
		ActPrint, ActMark, ActMark, ActMediMark, ActSeal, ActPaper, ActPerform, // draft print mark mark mediator seal paper
		ActPerform, ActPerform, ActPerform, ActFollowUp, data.MoveClose, data.MoveArchive, // perform perform urge perform visit close
	}
	var got []data.Move
	var c *data.Case
	for n := range s.Steps {
		var err error
		if c, err = playStep(d, c, s, n); err != nil {
			t.Fatal(err)
		}
		next := NextStep(d.Words, c, s.Steps[n].On)
		got = append(got, next.Act)
		if next.Label == "" || next.Hint == "" || strings.Contains(next.Hint, "{") {
			t.Errorf("after step %d: %+v", n+1, next)
		}
		if next.Act == "" {
			continue
		}
		if err := May(c, next.Act, s.Steps[n].On); err != nil {
			t.Errorf("after %s the desk recommends %s, which is %v", s.Steps[n].Do, next.Act, err)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("recommended steps (-want +got):\n%s", diff)
	}
}

func TestNextStep_IsAlwaysPossible(t *testing.T) {
	vs, err := Villages()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vs {
		for _, s := range v.Samples {
			d := deskOf(t, v, "2026-07-10")
			c, err := Play(d, s)
			if err != nil {
				t.Fatal(err)
			}
			next := NextStep(d.Words, c, d.Today())
			if next.Act == "" {
				if c.Status != data.Archived {
					t.Errorf("sample %s: nothing to do for %s", s.Name, c.Status)
				}
				continue
			}
			if err := May(c, next.Act, d.Today()); err != nil {
				t.Errorf("sample %s: %s is %v", s.Name, next.Act, err)
			}
		}
	}
}

func TestMoves_SayWhyNot(t *testing.T) {
	d, c := played(t, "01", "intake", 1, "2026-03-02")
	one := c.Clone()
	one.Parties = one.Parties[:1]
	d2, marked := played(t, "01", "mark", 1, "2026-03-24")
	tests := []struct {
		name    string
		d       *Desk
		c       *data.Case
		act     data.Move
		allowed bool
		offered bool
		reason  string
	}{
		{"accept", d, c, data.MoveAccept, true, true, ""},
		{"accept without the other side", d, one, data.MoveAccept, false, true, "还没有登记对方当事人。"},
		{"refuse", d, c, data.MoveRefuse, true, true, ""},
		{"close too early", d, c, data.MoveClose, false, false, "案件现在的状态不能做这一步。"},
		{"draft too early", d, c, ActDraft, false, false, "现在不能改协议。"},
		{"mark", d2, marked, ActMark, true, true, ""},
		{"draft what is printed", d2, marked, ActDraft, false, true, "协议书已经打印定稿，不能直接改。"},
		{"terminate with a paper about", d2, marked, data.MoveTerminate, false, true, "有一份打印好的协议书还没有处理。"},
		{"back to the table", d2, marked, data.MoveUnsign, true, true, ""},
		{"meeting after the agreement", d2, marked, ActSession, false, false, "案件不在调解期间。"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := tt.d.CaseView(tt.c).Move(tt.act)
			if m.Allowed != tt.allowed || m.Offered != tt.offered || m.Reason != tt.reason || m.Label == "" {
				t.Errorf("%+v", m)
			}
		})
	}
	// Looking never changes the case, and every act has an answer in every status.
	for _, status := range data.Statuses {
		for _, base := range []*data.Case{c, marked} {
			x := base.Clone()
			x.Status = status
			before := x.Clone()
			for _, m := range Moves(d.Words, x, d.Today()) {
				if !m.Allowed && m.Reason == "" {
					t.Errorf("%s in %s: no reason", m.Act, status)
				}
			}
			NextStep(d.Words, x, d.Today())
			if diff := cmp.Diff(before, x); diff != "" {
				t.Errorf("looking at %s changed it:\n%s", status, diff)
			}
		}
	}
}

func TestCaseView_CaseOne(t *testing.T) {
	d, c := played(t, "01", "paper_seen", 1, "2026-04-20")
	v := d.CaseView(c)
	if v.Title != "叶建国与张根土邻里纠纷" || v.Number != "（2026）示清东人调字第001号" || v.Status != "履行中" || v.Tone != Busy {
		t.Errorf("head: %s %s %s %s", v.Title, v.Number, v.Status, v.Tone)
	}
	if len(v.Parties) != 2 || len(v.Sessions) != 6 || len(v.Mediators) != 2 || v.Sessions[5].Title != "第6次调解　2026年3月24日" {
		t.Errorf("%d parties, %d meetings, %d mediators", len(v.Parties), len(v.Sessions), len(v.Mediators))
	}
	row := func(rows []Pair, label string) string {
		for _, r := range rows {
			if r.Label == label {
				return r.Value
			}
		}
		return ""
	}
	if got := row(v.Parties[0].Rows, "身份证号码"); got != "339921********0014" {
		t.Errorf("identity number shown as %q", got)
	}
	if got := row(v.Intake, "涉及金额"); got != "386.00元" {
		t.Errorf("amount %q", got)
	}
	if got := row(v.Sessions[0].Rows, "到场当事人"); got != "叶建国、张根土" {
		t.Errorf("present %q", got)
	}
	a := v.Agreements[0]
	if a.Total != "合计800.00元（捌佰元整）" || a.Copies != 3 || !strings.Contains(a.CopiesText, "三份") || !a.Printed || a.Editable {
		t.Errorf("agreement %+v", a)
	}
	if a.Items[0].Tone != Bad || !strings.Contains(a.Items[0].State, "逾期20天") || !a.Items[0].Open {
		t.Errorf("item %+v", a.Items[0])
	}
	var done []string
	for _, s := range v.Stages {
		if s.Done {
			done = append(done, s.Label)
		}
		if s.Current && s.Label != "履行" {
			t.Errorf("current stage %s", s.Label)
		}
	}
	if strings.Join(done, " ") != "登记 受理 调解 协议 签章" {
		t.Errorf("stages done: %v", done)
	}
}

func TestCaseView_Warns(t *testing.T) {
	d, c := played(t, "01", "accept", 1, "2026-03-02")
	c = c.Clone()
	c.Type = "01"
	c.Parties[0].Born, c.Parties[0].IDNumber = date(t, "2012-05-20"), ""
	c.Parties[1].Phone = "1380000000"
	c.Escalations = []data.Escalation{{ID: "e", On: d.Today(), Kinds: EscalationKinds[:1]}}
	got := strings.Join(d.CaseView(c).Warnings, "\n")
	for _, want := range []string{"叶建国未满18岁", "张根土的电话号码", "没有报告派出所", "身份关系"} {
		if !strings.Contains(got, want) {
			t.Errorf("warnings lack %q:\n%s", want, got)
		}
	}
}

func TestTodayView_Groups(t *testing.T) {
	d, c := played(t, "01", "paper_seen", 1, "2026-03-31")
	tests := []struct {
		today                string
		overdue, today_, due []string
	}{
		{"2026-03-25", nil, nil, []string{"履行到期", "履行到期"}},
		{"2026-03-31", nil, []string{"履行到期", "履行到期"}, nil},
		{"2026-04-04", []string{"督促履行", "督促履行"}, nil, []string{"履行到期"}},
		{"2026-04-17", []string{"督促履行", "督促履行", "督促履行", "告知救济途径"}, []string{"回访"}, []string{"申请司法确认的最后一天"}},
	}
	labels := func(rows []DueRow) []string {
		var out []string
		for _, r := range rows {
			if r.Case != c.ID || r.Title != c.Title() || r.Next.Act == "" || r.When == "" {
				t.Errorf("row %+v", r)
			}
			out = append(out, r.Label)
		}
		return out
	}
	for _, tt := range tests {
		v := d.at(date(t, tt.today)).TodayView(0)
		got := [][]string{labels(v.Overdue), labels(v.Today), labels(v.Soon)}
		if diff := cmp.Diff([][]string{tt.overdue, tt.today_, tt.due}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.today, diff)
		}
		if v.Open != 1 || len(v.Matters) != 0 {
			t.Errorf("%d open, matters %+v", v.Open, v.Matters)
		}
	}
	if v := d.at(date(t, "2026-04-04")).TodayView(0); v.Overdue[0].When != "逾期3天" || v.Overdue[0].Tone != Bad || v.Day != "2026年4月4日 星期六" {
		t.Errorf("%s: %+v", v.Day, v.Overdue[0])
	}
	if v := d.TodayView(0); !strings.Contains(v.Unsent, "还没有连接镇街") {
		t.Errorf("unsent: %s", v.Unsent)
	}
}

func TestWhenAndAgo(t *testing.T) {
	w := chinese(t)
	for days, want := range map[int]string{-3: "逾期3天", 0: "今天", 1: "明天", 5: "还有5天", 30: "还有30天"} {
		if got, _ := when(w, days); got != want {
			t.Errorf("when(%d) = %s", days, got)
		}
	}
	for past, want := range map[time.Duration]string{
		10 * time.Second: "刚刚", 5 * time.Minute: "5分钟前", 3 * time.Hour: "3小时前", 49 * time.Hour: "2天前",
	} {
		if got := ago(w, past); got != want {
			t.Errorf("ago(%s) = %s", past, got)
		}
	}
}

func TestPreview_TurnsPages(t *testing.T) {
	d, c := played(t, "01", "print", 1, "2026-03-24")
	doc, err := d.Paper(c, agreementRef(c))
	if err != nil {
		t.Fatal(err)
	}
	p := d.NewPreview(doc)
	p.Previous()
	for n := 1; n <= doc.Pages; n++ {
		if p.HasPrevious() != (n > 1) || p.HasNext() != (n < doc.Pages) {
			t.Errorf("page %d of %d: back %v, on %v", n, doc.Pages, p.HasPrevious(), p.HasNext())
		}
		img, err := p.Page(40)
		if err != nil {
			t.Fatal(err)
		}
		if b := img.Bounds(); b.Dx() < 300 || b.Dy() < 400 {
			t.Errorf("page of %v", b)
		}
		p.Next()
	}
	if p.Title() != "人民调解协议书" || !strings.HasPrefix(p.Position(), "第"+number(doc.Pages)+"页，共") {
		t.Errorf("%s %s", p.Title(), p.Position())
	}
}

func TestStars(t *testing.T) {
	w := chinese(t)
	for n, want := range map[int]string{-1: "", 0: "", 1: "很不满意", 5: "很满意", 6: ""} {
		if got := Stars(w, n); got != want {
			t.Errorf("Stars(%d) = %q", n, got)
		}
	}
}

// synthetic saves n closed cases, for measuring lists.
func synthetic(tb testing.TB, d *Desk, n int) {
	tb.Helper()
	day := date(tb, "2026-01-05")
	for i := range n {
		c := &data.Case{ID: data.NewCaseID()}
		before := c.Clone()
		c.Status, c.Type, c.Source = data.Closed, data.DisputeType(data.DisputeTypes[i%18].Code), data.Application
		c.Summary, c.ReceivedOn, c.AcceptedOn, c.ConcludedOn, c.ClosedOn = "两家为屋檐滴水争吵。", day, day, day.Add(i%30), day.Add(40)
		c.Parties = []data.Party{
			{ID: data.NewElementID(), Role: data.Applicant, Kind: data.Person, Name: "叶建国"},
			{ID: data.NewElementID(), Role: data.Respondent, Kind: data.Person, Name: "张根土"},
		}
		if _, err := d.Store.SaveCase("intake", before, c); err != nil {
			tb.Fatal(err)
		}
	}
}

func BenchmarkLedgerView(b *testing.B) {
	d := newDesk(b, "2026-07-10")
	synthetic(b, d, 1000)
	for b.Loop() {
		d.LedgerView(LedgerQuery{Text: "zgt"})
	}
}

func BenchmarkTodayView(b *testing.B) {
	d := newDesk(b, "2026-07-10")
	synthetic(b, d, 1000)
	for b.Loop() {
		d.TodayView(0)
	}
}

func BenchmarkCaseView(b *testing.B) {
	d, c := played(b, "01", "close", 1, "2026-07-10")
	for b.Loop() {
		d.CaseView(c)
	}
}
