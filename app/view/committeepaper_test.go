package view

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"testing"

	"woshou/data"
	"woshou/data/form"
	"woshou/pdf"
)

// busyDesk has a ledger, an order and a change of head on record.
func busyDesk(t *testing.T) *Desk {
	t.Helper()
	d := filledDesk(t, 0, "2026-07-10")
	for range d.CourtView(data.ReportYear(2026)).Proposed {
		if err := d.SetCourtEntry(d.CourtView(data.ReportYear(2026)).Proposed[0].Entry); err != nil {
			t.Fatal(err)
		}
	}
	for _, err := range []error{
		d.SetCourtEntry(data.CourtEntry{On: date(t, "2026-06-01"), Kind: data.CourtPublicity, Audience: "村民", People: 60}),
		d.SetTask(data.Task{Issuer: "清溪镇", Object: "村口饭店", Problems: "电线老化", IssuedOn: date(t, "2026-07-01"), Due: date(t, "2026-07-08")}),
		d.SetSuccession(data.Succession{On: d.Today(), From: d.HeadName(), To: "楼国平", Witness: "金彩娟"}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// The paper says what the screen and the spreadsheet say.
func TestCommitteePapers(t *testing.T) {
	d, p := busyDesk(t), data.ReportYear(2026)
	c := d.Store.Committee()
	statistics, subsidy, court := d.StatisticsView(p), d.SubsidyView(p), d.CourtView(p)
	first, last := statistics.Rows[0], court.Rows[len(court.Rows)-1]
	for name, paper := range map[string]struct {
		ref  CommitteeRef
		want []string
	}{
		"statistics": {CommitteeRef{Code: form.Statistics, Period: p}, []string{
			c.Name, first.Label + strconv.Itoa(first.Cases) + strconv.Itoa(first.People), statistics.Rates[0].All.Counts + statistics.Rates[0].All.Percent, "分母为零的写",
		}},
		"subsidy": {CommitteeRef{Code: form.Subsidy, Period: p}, []string{
			subsidy.Rows[0].Closed, d.subsidySheet(p).Total.Capitals(), subsidy.Sums[0].Name + subsidy.Sums[0].Cases, "司法所审核意见",
		}},
		"ledger":       {CommitteeRef{Code: form.Ledger, Period: p}, []string{"1" + last.On + last.Kind, "普法宣传", "指导后化解（件）"}},
		"task":         {CommitteeRef{Code: form.TaskOrder, Element: c.Tasks[0].ID}, []string{"村口饭店", "电线老化", "2026年7月8日"}},
		"hand-over":    {CommitteeRef{Code: form.HandOverList}, []string{d.HeadName(), "合计"}},
		"handed over":  {CommitteeRef{Code: form.HandOverList, Element: c.Successions[0].ID}, []string{"楼国平", "金彩娟", "2026年7月10日"}},
		"no case paid": {CommitteeRef{Code: form.Subsidy, Period: data.ReportYear(2020)}, []string{"零元整"}},
	} {
		doc, err := d.CommitteePaper(paper.ref)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, want := range paper.want {
			if !hasText(squeezed(doc), strings.ReplaceAll(want, " ", "")) {
				t.Errorf("%s: no %s on paper", name, want)
			}
		}
	}
	for _, ref := range []CommitteeRef{{Code: form.TaskOrder, Element: "x"}, {Code: form.HandOverList, Element: "x"}, {Code: form.Agreement}, {Code: form.RecoverySheet}} {
		if _, err := d.CommitteePaper(ref); !errors.Is(err, data.ErrNotFound) {
			t.Errorf("%+v: %v", ref, err)
		}
	}
}

// squeezed is a document without the spaces in its texts.
func squeezed(doc *pdf.Document) *pdf.Document {
	out := *doc
	out.Boxes = nil
	for _, b := range doc.Boxes {
		b.Text = strings.Join(strings.Fields(b.Text), "")
		out.Boxes = append(out.Boxes, b)
	}
	return &out
}

// What names parties is recorded when it goes to paper, and what names nobody is not.
func TestPrintCommittee(t *testing.T) {
	d, p := busyDesk(t), data.ReportYear(2026)
	task := d.Store.Committee().Tasks[0].ID
	for _, tt := range []struct {
		ref  CommitteeRef
		file string
		what string
	}{
		{CommitteeRef{Code: form.Statistics, Period: p}, "人民调解案件情况统计表 2026-07-10.pdf", ""},
		{CommitteeRef{Code: form.Subsidy, Period: p}, "人民调解案件补贴申报表 2026-07-10.pdf", ExportSubsidy},
		{CommitteeRef{Code: form.Ledger, Period: p}, "共享法庭工作台账 2026-07-10.pdf", ExportCourt},
		{CommitteeRef{Code: form.TaskOrder, Element: task}, "交办单 2026-07-10.pdf", ""},
		{CommitteeRef{Code: form.HandOverList}, "档案移交清单 2026-07-10.pdf", ExportHandOver},
	} {
		before := len(d.Store.Committee().Exports)
		job, err := d.PrintCommittee(tt.ref)
		if err != nil {
			t.Fatal(err)
		}
		if job.File != tt.file || !bytes.HasPrefix(job.PDF, []byte("%PDF-")) || job.Copies != 1 || job.Document == nil {
			t.Errorf("job %s, %d bytes", job.File, len(job.PDF))
		}
		exports := d.Store.Committee().Exports[before:]
		switch {
		case tt.what == "" && len(exports) == 0:
		case len(exports) != 1 || exports[0].What != tt.what || exports[0].Masked || exports[0].Cases == 0:
			t.Errorf("%s is recorded as %+v", tt.file, exports)
		}
	}
	if _, err := d.PrintCommittee(CommitteeRef{Code: form.TaskOrder, Element: "x"}); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("an order that is not there: %v", err)
	}
}

// A character that no font has is left to be written by hand.
func TestCommitteePaper_MissingGlyph(t *testing.T) {
	d := filledDesk(t, 0, "2026-07-10")
	if err := d.SetTask(data.Task{Issuer: "清溪镇", Object: "叶\uE000国家", Problems: "电线老化", Addressees: []string{"\uE001站"}, IssuedOn: date(t, "2026-07-01")}); err != nil {
		t.Fatal(err)
	}
	task := d.Store.Committee().Tasks[0]
	job, err := d.PrintCommittee(CommitteeRef{Code: form.TaskOrder, Element: task.ID})
	if err != nil {
		t.Fatal(err)
	}
	if !hasText(job.Document, "叶＿国家") || !hasText(job.Document, "＿站") || d.Store.Committee().Tasks[0].Object != task.Object {
		t.Error("the paper has no place for the character, or the record changed")
	}
}

func TestRecoverySheet(t *testing.T) {
	d := filledDesk(t, 0, "2026-07-10")
	sheet, err := RecoverySheet(d.Fonts, d.Store.Committee(), "ABCDE-FGHJK-MNPQR-STVWX-YZ012-34567-89ABC", "sheet.pdf", d.Today())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(sheet.PDF, []byte("%PDF-")) || bytes.Count(sheet.PDF, []byte("/Type /Page\n")) != 1 {
		t.Errorf("%d bytes are no PDF of one page", len(sheet.PDF))
	}
	if exports := d.Store.Committee().Exports; len(exports) != 0 {
		t.Errorf("the record tells of the sheet: %+v", exports)
	}
}
