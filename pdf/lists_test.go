package pdf

import (
	"fmt"
	"strings"

	"woshou/data"
	"woshou/data/form"
)

// lists are the samples of the committee's papers.
var lists = []struct {
	name string
	code form.Code
	list func() any
}{
	{"list", form.HandOverList, func() any { return handOver() }},
	{"list", form.Statistics, func() any { return statistics() }},
	{"list", form.Subsidy, func() any { return subsidy(5) }},
	{"list", form.Ledger, func() any { return ledger(9, "叶建国与张根土邻里纠纷") }},
	{"list", form.TaskOrder, func() any { return task() }},
	{"list", form.RecoverySheet, func() any { return recoveryKey() }},
	{"open", form.TaskOrder, func() any { return openTask() }},
	{"extreme", form.Subsidy, func() any { return longSubsidy() }},
	{"extreme", form.Ledger, func() any { return ledger(40, longName) }},
	{"extreme", form.TaskOrder, func() any { return longTask() }},
}

// longName is a name of 30 characters.
const longName = "阿依古丽·买买提阿依古丽·买买提阿依古丽·买买提阿依古丽·买"

// statistics is a year in which most columns count something.
func statistics() *data.StatisticsTable {
	var facts []data.Fact
	outcomes := []data.Outcome{data.OutcomeWritten, data.OutcomeOral, data.OutcomeWritten, data.OutcomeFailed, data.OutcomeWithdrawn}
	for i := range 240 {
		f := data.Fact{
			Case: data.CaseID{byte(i), 1}, Type: data.DisputeType(data.DisputeTypes[i*i%18].Code), Source: data.Source(data.Sources[i%3].Code),
			Received: date("2026-01-04").Add(i / 2), Accepted: date("2026-01-05").Add(i / 2), Concluded: date("2026-01-05").Add(i/2 + i%19),
			Outcome: outcomes[i%5], People: 2 + i%7, Sessions: 1 + i%4, WithUnit: i%5 == 0, Difficult: i%31 == 0, FollowedUp: i%3 > 0, Sued: i%60 == 0,
		}
		if i%5 < 3 {
			f.Amount, f.Performance = data.Fen(i)*23457, []data.Performance{data.FullyDone, data.InPerformance}[i%2]
		}
		if i%40 == 2 {
			f.Applied, f.Confirmation, f.Prevented[i/40%4] = f.Concluded, data.Confirmed, data.PreventedCount{Cases: 1, People: 2 + i}
		}
		facts = append(facts, f)
	}
	c := *village
	c.Screenings = []data.Screening{{On: date("2026-02-01"), Times: 12, Found: 9, Prevented: 4}}
	return data.StatisticsTableOf(&c, facts, data.ReportYear(2026), date("2026-05-08"))
}

// subsidy is a quarter with some cases that are paid for.
func subsidy(cases int) *data.SubsidySheet {
	s := &data.SubsidySheet{Period: data.Period{From: date("2026-03-01"), To: date("2026-05-31")}}
	for i := range cases {
		c := []func() *data.Case{roofTiles, support, loan, minor, failed}[i%5]()
		line := data.SubsidyLine{
			Case: c.ID, Number: c.Number, Title: c.Title(), Type: c.Type, Closed: date("2026-04-21").Add(i), Outcome: data.OutcomeWritten,
			Grade: "一般", Percent: 100, Pay: yuan(100), Papers: 9, Shares: []data.Share{{Mediator: "m1", Name: "周天明", Cases: 1, Pay: yuan(100)}},
		}
		if i%5 == 1 {
			line.Grade, line.Pay = "疑难", yuan(200)
			line.Shares = []data.Share{{Mediator: "m1", Name: "周天明", Cases: 1, Pay: yuan(100)}, {Mediator: "m2", Name: "阿依古丽·买买提", Cases: 1, Pay: yuan(100)}}
		}
		if i%5 == 3 {
			line.Outcome, line.Percent, line.Pay, line.Shares[0].Pay, line.Grade = data.OutcomeOral, 50, yuan(25), yuan(25), "简易"
		}
		s.Lines, s.Total = append(s.Lines, line), s.Total+line.Pay
	}
	s.Sums = []data.Share{{Name: "周天明", Cases: cases, Pay: yuan(425)}, {Name: "阿依古丽·买买提", Cases: 1, Pay: yuan(100)}, {Name: "金彩娟", Cases: 2, Pay: 12345}}
	return s
}

// longSubsidy has cases with parties and mediators of long names.
func longSubsidy() *data.SubsidySheet {
	s := subsidy(9)
	for i := range s.Lines {
		l := &s.Lines[i]
		l.Number, l.Title, l.Pay = extreme().Number, longName+"与"+longName+"邻里纠纷", 10_000_000
		for k := range 4 {
			l.Shares = append(l.Shares, data.Share{Name: longName, Cases: k, Pay: 1234567})
		}
	}
	for range 5 {
		s.Sums = append(s.Sums, data.Share{Name: longName, Cases: 99, Pay: 999_999_99})
	}
	s.Total = 400_000_000
	return s
}

// ledger is what a shared court did, the oldest first.
func ledger(entries int, who string) *form.CourtLedger {
	out := &form.CourtLedger{Period: data.ReportYear(2026), Counts: data.CourtCounts{Kinds: map[data.CourtKind]data.Tally{}, Settled: 3}}
	for i := range entries {
		kind := data.CourtKind(data.CourtKinds[i%len(data.CourtKinds)].Code)
		e := form.CourtLine{CourtEntry: data.CourtEntry{
			ID: data.ElementID(fmt.Sprint("e", i)), On: date("2026-01-08").Add(i % 200), Kind: kind, Audience: who, People: 2 + i%40,
			Judge: "黄喆", Minutes: 30 + i%90, Result: "双方同意按法官的意见继续调解。", Proof: "照片1张", Recorder: "王海燕",
		}}
		switch kind {
		case data.CourtPublicity, data.CourtAdvice:
			e.Audience, e.Judge, e.Result = "村民、村民小组长", "", "讲了民法典相邻关系一章"
		default:
			e.Number = "（2026）示清东人调字第001号"
		}
		t := out.Counts.Kinds[kind]
		out.Counts.Kinds[kind] = data.Tally{Cases: t.Cases + 1, People: t.People + e.People}
		out.Lines = append(out.Lines, e)
	}
	return out
}

// openTask is an order that nobody has answered yet.
func openTask() *data.Task {
	return &data.Task{
		ID: "t1", Number: "清平安交〔2026〕第7号", Issuer: "清溪镇平安法治办公室", Inspector: "斯大伟、骆阿根", Object: "示例县好又多超市（东篱村村口）",
		Problems: "1. 二楼库房电线老化\n消防通道堆放纸箱", Measures: "当场切断二楼库房电源，搬走堵在门口的纸箱。", Grade: "黄", Addressees: []string{"清溪镇应急管理站", "示例县平安办"},
		IssuedOn: date("2026-04-20"), Due: date("2026-05-05"),
	}
}

// task is the same order, put right and closed.
func task() *data.Task {
	t := openTask()
	t.Fix, t.FixedBy, t.FixedOn = "库房电线已由电工全部更换，消防通道清空，并划了黄线。", "楼国平", date("2026-04-28")
	t.Guidance, t.GuidedBy, t.VerifiedBy, t.ClosedOn = "现场看过，符合要求；以后每月自查一次。", "金彩娟", "寿永康", date("2026-04-30")
	return t
}

// longTask says much everywhere.
func longTask() *data.Task {
	t := task()
	much := strings.Repeat("双方多次争吵，调解员到场劝开并作了记录，", 30)
	t.Issuer, t.Inspector, t.Object, t.Problems = longName, longName+"、"+longName, much[:240], strings.Repeat(much+"\n", 5)
	t.Addressees = []string{longName + "综合治理办公室", longName + "平安办", "第三家"}
	t.Fix, t.FixedBy, t.Guidance, t.GuidedBy, t.VerifiedBy, t.Measures = much, longName, much, longName, longName, much
	return t
}

// recoveryKey is a key that opens nothing.
func recoveryKey() *form.RecoveryKey {
	key := form.RecoveryKey("ABCDE-FGHJK-MNPQR-STVWX-YZ012-34567-89ABC")
	return &key
}

// handOver is a change of the head, with a number that no dossier has.
func handOver() *form.HandOver {
	rows := []data.FileRow{
		{Number: "（2025）示清东人调字第001号", Title: "郦小红与黄喆邻里纠纷", Year: 2025, Seq: 1, Status: data.Archived},
		{Number: "（2025）示清东人调字第004号", Title: "钱立与杨秀莲房屋宅基地纠纷", Year: 2025, Seq: 4, Status: data.Closed},
	}
	for _, make := range []func() *data.Case{roofTiles, failed, loan} {
		c := make()
		c.Year, c.Seq, c.Status = 2026, int(c.ID[0]), data.Mediating
		rows = append(rows, data.FileRowOf(c))
	}
	rows = append(rows, data.FileRow{Number: "（2026）示清东人调字第005号", Year: 2026, Seq: 5, Status: data.Void, Reason: "重复登记"})
	c := *village
	c.Gaps = []data.NumberGap{{Year: 2025, Seq: 2, Reason: "编号登记错误，未使用"}, {Year: 2025, Seq: 3, Reason: "2025年7月受潮损毁，有村委会说明"}}
	return &form.HandOver{
		Succession: data.Succession{
			ID: "o1", On: date("2026-05-08"), From: "周天明", To: "郦小红", Witness: "寿永康", Carrier: "U盘2026-1",
			File: "woshou-20260508-093000.db", Digest: string(data.HashOf([]byte("copy"))), Note: "另移交印章登记簿一本。",
		},
		Files: *data.HandOverOf(&c, rows),
	}
}
