package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"woshou/data"
)

func TestWriteText(t *testing.T) {
	day, _ := data.ParseDay("2026-03-24")
	s := Sheet{
		Columns: []Column{{Head: "村"}, {Head: "件"}, {Head: "元"}, {Head: "日"}},
		Rows: [][]Cell{
			{Text("东篱村, \"北\"\n组"), Whole(3), Money(38600), Day(day)}, {Text("=1+1"), Whole(-1), SomeMoney(0), Day(0)},
			{Text("@a"), Text("+1"), Text("-1"), Text("\t=1")},
			{Text("＝1+1"), Text("＠a"), Text("\n=1"), Text("东＝西")},
		},
	}
	var b bytes.Buffer
	if err := WriteText(&b, s); err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(b.String(), "\xEF\xBB\xBF")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked {
		t.Fatalf("marked %v, %v", marked, err)
	}
	want := "村|件|元|日/东篱村, \"北\"\n组|3|386.00|2026-03-24/'=1+1|-1||/'@a|'+1|'-1|'\t=1/'＝1+1|'＠a|'\n=1|东＝西"
	var got []string
	for _, r := range rows {
		got = append(got, strings.Join(r, "|"))
	}
	if strings.Join(got, "/") != want {
		t.Errorf("%q", got)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

var errFull = errors.New("full")

func TestWriteText_SaysWhatFailed(t *testing.T) {
	if err := WriteText(full{}, Sheet{}); !errors.Is(err, errFull) {
		t.Errorf("%v", err)
	}
}

type echo struct{}

func (echo) T(key string, _ ...any) string { return key }

// A table made of fact rows alone has no lines that only a committee can fill in.
func TestStatistics_OfFactsOnly(t *testing.T) {
	facts := []data.Fact{{Case: data.CaseID{1}, Type: "02", Received: 10, Accepted: 10, Concluded: 20, Outcome: data.OutcomeOral, People: 3}}
	period := data.Period{From: 1, To: 30}
	own := Statistics(data.StatisticsTableOf(&data.Committee{}, facts, period, 30), echo{}, "who")
	bare := Statistics(data.StatisticsTableOfFacts(facts, period), echo{}, "who")
	if len(own.Rows)-len(bare.Rows) != 3+6 {
		t.Errorf("%d and %d rows", len(own.Rows), len(bare.Rows))
	}
	for i, r := range bare.Rows[:len(data.Columns)+1] {
		for j := range r {
			if r[j] != own.Rows[i][j] {
				t.Errorf("row %d: %v and %v", i, r[j], own.Rows[i][j])
			}
		}
	}
}
