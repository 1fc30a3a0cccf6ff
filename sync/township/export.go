package township

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"woshou/data"
	"woshou/data/sheet"
)

// The files of an export.
const (
	exportRows = "rows.csv"
	exportBook = "totals.xlsx"
)

// factHeads are the columns of the exported rows; factCells is in the same order.
var factHeads = []sheet.Column{
	{Head: "村（社区）", Width: 8}, {Head: "区划代码", Width: 9}, {Head: "案件标识", Width: 20}, {Head: "收到", Width: 7}, {Head: "受理", Width: 7},
	{Head: "办结", Width: 7}, {Head: "生效", Width: 7}, {Head: "结案", Width: 7}, {Head: "归档", Width: 7}, {Head: "纠纷类型", Width: 8},
	{Head: "来源", Width: 8}, {Head: "状态", Width: 6}, {Head: "结果", Width: 8}, {Head: "人数", Width: 4}, {Head: "调解次数", Width: 5},
	{Head: "金额（元）", Width: 8}, {Head: "履行", Width: 5}, {Head: "司法确认", Width: 6}, {Head: "疑难复杂", Width: 5}, {Head: "涉单位", Width: 4},
}

func factCells(village, area string, f *data.Fact) []sheet.Cell {
	row := rowOf(village, f)
	yes := func(b bool) sheet.Cell {
		if b {
			return sheet.Text("是")
		}
		return sheet.Cell{}
	}
	return []sheet.Cell{
		sheet.Text(village), sheet.Text(area), sheet.Text(f.Case.String()), sheet.Day(f.Received), sheet.Day(f.Accepted),
		sheet.Day(f.Concluded), sheet.Day(f.Effective), sheet.Day(f.Closed), sheet.Day(f.Archived), sheet.Text(row.Type),
		sheet.Text(row.Source), sheet.Text(row.Status), sheet.Text(row.Outcome), sheet.Whole(f.People), sheet.Whole(f.Sessions),
		sheet.SomeMoney(f.Amount), sheet.Text(row.Performance), sheet.Text(row.Confirmation), yes(f.Difficult), yes(f.WithUnit),
	}
}

// Export writes into a folder the fact rows of all villages as csv, and the totals of
// the reporting year of today and the rows as one xlsx workbook, all of one snapshot.
// Existing files of these names are replaced. There is no name and no word of a case in
// them: the server has none.
func (s *Server) Export(ctx context.Context, dir string) error {
	all, err := s.library(ctx)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	period := data.ReportYearOf(data.DayOf(s.now().In(beijing)))
	rows := sheet.Sheet{Name: "案件清单", Title: s.name + "案件清单", Subtitle: "全部时间", Columns: factHeads}
	for _, e := range all {
		for i := range e.rows {
			rows.Rows = append(rows.Rows, factCells(e.Name, e.Area, &e.rows[i]))
		}
	}
	book := sheet.Book{Sheets: []sheet.Sheet{s.totalsSheet(all, period), rows}}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return errors.Join(
		writeTo(filepath.Join(dir, exportRows), func(w io.Writer) error { return writeCSV(w, rows) }),
		writeTo(filepath.Join(dir, exportBook), func(w io.Writer) error { return sheet.Write(w, book) }))
}

// totalsSheet is every figure of each village in a period.
func (s *Server) totalsSheet(all []entry, period data.Period) sheet.Sheet {
	out := sheet.Sheet{
		Name: "统计", Title: s.name + "人民调解统计", Subtitle: periodName(period) + "，件数",
		Columns: []sheet.Column{{Head: "村（社区）", Width: 8}, {Head: "数据截至", Width: 10}},
	}
	for _, f := range data.Figures {
		out.Columns = append(out.Columns, sheet.Column{Head: f.Name, Width: 5})
	}
	out.Columns = append(out.Columns, sheet.Column{Head: "协议金额（元）", Width: 9})
	line := func(name, heard string, rows []data.Fact) []sheet.Cell {
		t := data.TotalsOf(rows, period, data.FigureAgreed)
		cells := []sheet.Cell{sheet.Text(name), sheet.Text(heard)}
		for _, f := range data.Figures {
			cells = append(cells, sheet.Whole(t.Figures[data.Figure(f.Code)].Cases))
		}
		return append(cells, sheet.Money(t.Figures[data.FigureAgreed].Amount))
	}
	for _, e := range all {
		if e.Town {
			continue // its villages stand for it
		}
		out.Rows = append(out.Rows, line(e.Name, moment(e.Heard), e.rows))
	}
	rows, _ := rowsOf(all)
	out.Sum = line("合计", "", rows)
	return out
}

// writeCSV writes a sheet's table with the mark by which spreadsheets know UTF-8.
func writeCSV(w io.Writer, s sheet.Sheet) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	line := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		line[i] = c.Head
	}
	err := out.Write(line)
	for _, row := range s.Rows {
		for i, c := range row {
			line[i] = plain(c)
		}
		err = errors.Join(err, out.Write(line))
	}
	out.Flush()
	return errors.Join(err, out.Error())
}

// plain is a cell as text.
func plain(c sheet.Cell) string {
	switch c.Kind {
	case sheet.KindWhole:
		return strconv.FormatInt(c.Number, 10)
	case sheet.KindMoney:
		return data.Fen(c.Number).Yuan()
	case sheet.KindDay:
		return data.Day(c.Number).String()
	}
	return c.Text
}

// writeTo writes a file, whole or not at all.
func writeTo(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	err = write(f)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", filepath.Base(path), err), os.Remove(f.Name()))
	}
	return nil
}
