package view

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
	"woshou/data/sheet"
)

// officeRows are the rows that are about no case.
func officeRows(rows []DueRow) []string {
	var out []string
	for _, r := range rows {
		if r.Kind == DueTask || r.Kind == DueHolidays {
			out = append(out, r.Label+" "+r.Title+" "+r.When)
		}
	}
	return out
}

func TestTodayView_OrdersToPutRight(t *testing.T) {
	d := newDesk(t, "2026-07-10")
	for _, x := range []data.Task{
		{Problems: "电线老化", Due: date(t, "2026-07-08")},
		{Problems: "护栏松动", Due: date(t, "2026-07-12")},
		{Problems: "以后再说", Due: date(t, "2026-07-30")},
		{Problems: "已经改好", Due: date(t, "2026-07-08"), FixedOn: date(t, "2026-07-07"), FixedBy: "王海燕", Fix: "换了"},
	} {
		x.Issuer, x.Object, x.IssuedOn = "清溪镇", "村口饭店", date(t, "2026-07-01")
		if err := d.SetTask(x); err != nil {
			t.Fatal(err)
		}
	}
	v := d.TodayView(0)
	if diff := cmp.Diff([]string{"整改交办单 电线老化 逾期2天"}, officeRows(v.Overdue)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"整改交办单 护栏松动 还有2天"}, officeRows(v.Soon)); diff != "" {
		t.Error(diff)
	}
}

// The years that the program knows end; the next is asked for in the December before.
func TestTodayView_NextYearsDaysOff(t *testing.T) {
	last := 2026
	for data.Holidays().Complete(last + 1) {
		last++
	}
	if !data.Holidays().Complete(last) {
		t.Fatal("no year is known")
	}
	d := newDesk(t, "2026-07-10")
	day := func(y int, rest string) data.Day { return date(t, strconv.Itoa(y)+rest) }
	for _, tt := range []struct {
		on            data.Day
		overdue, soon int
	}{
		{day(last, "-11-30"), 0, 0}, {day(last, "-12-01"), 0, 1}, {day(last+1, "-01-15"), 1, 0}, {date(t, "1999-01-01"), 0, 0},
	} {
		v := d.TodayView(tt.on)
		if a, b := len(officeRows(v.Overdue)), len(officeRows(v.Soon)); a != tt.overdue || b != tt.soon {
			t.Errorf("%s: %d overdue, %d soon, want %d and %d", tt.on, a, b, tt.overdue, tt.soon)
		}
	}
}

func TestExportTable_RecordsNames(t *testing.T) {
	d := filledDesk(t, 0, "2026-07-10")
	path := filepath.Join(t.TempDir(), "补贴.xlsx")
	table := d.SubsidySheet(data.ReportYear(2026))
	if err := d.ExportTable(path, ExportSubsidy, table); err != nil {
		t.Fatal(err)
	}
	if err := d.ExportTable(path, ExportSubsidy, table); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a file: %v", err)
	}
	if err := d.ExportTable(path+"2", "", sheet.Sheet{Name: "统计", Title: "统计"}); err != nil {
		t.Fatal(err)
	}
	got := d.Store.Committee().Exports
	if len(got) != 1 || got[0].What != ExportSubsidy || got[0].Masked || got[0].Cases != len(table.Rows) || len(d.Exports()) != 1 {
		t.Errorf("%+v", got)
	}
}
