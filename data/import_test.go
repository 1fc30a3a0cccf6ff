package data

import "testing"

func TestNumberTemplate_Parse(t *testing.T) {
	for _, template := range []NumberTemplate{DefaultNumberTemplate, "{年}年{地区}调{序号}号", "[{年}]{地区}{类型}字{序号：4}"} {
		for _, seq := range []int{1, 12, 999, 1000} {
			number := template.Format("示清东", 2026, seq, "民")
			year, got, ok := template.Parse("示清东", number)
			if !ok || year != 2026 || got != seq {
				t.Errorf("%s: %d, %d, %v", number, year, got, ok)
			}
		}
	}
	for number, want := range map[string]int{
		"（2026）示清东人调字第001号": 1, "〔2026〕示清东人调字第０１２号": 12, "(2026) 示清东人调字第3号": 3, "(2026)示清西人调字第3号": 0,
		"（2026）示清东人调字第000号": 0, "（2026）示清东人调字第12345号": 0, "": 0, "7": 0,
	} {
		if _, seq, ok := DefaultNumberTemplate.Parse("示清东", number); seq != want || ok != (want > 0) {
			t.Errorf("%q: %d, %v, want %d", number, seq, ok, want)
		}
	}
}

func TestSameNumber(t *testing.T) {
	if SameNumber("〔２０２６〕 示清东字第1号") != SameNumber("(2026)示清东字第1号") {
		t.Error("two writings of a number differ")
	}
	if SameNumber("(2026)1") == SameNumber("(2026)11") {
		t.Error("two numbers are one")
	}
}

func TestFactOf_Imported(t *testing.T) {
	c := &Case{ID: NewCaseID(), Status: Archived, Type: "02", ReceivedOn: 739000, ConcludedOn: 739010,
		Import: Import{Batch: "b", Outcome: OutcomeFailed, Amount: 500}}
	f, _ := FactOf(c)
	if f.Outcome != OutcomeFailed || f.Amount != 0 || f.Effective != 0 {
		t.Errorf("a failed case: %+v", f)
	}
	c.Import.Outcome = OutcomeOral
	if f, _ = FactOf(c); f.Outcome != OutcomeOral || f.Amount != 500 || f.Effective != 739010 || f.Performance != "" {
		t.Errorf("an oral agreement: %+v", f)
	}
	c.Import.Performed = true
	if f, _ = FactOf(c); f.Performance != FullyDone {
		t.Errorf("a performed agreement: %+v", f)
	}
}
