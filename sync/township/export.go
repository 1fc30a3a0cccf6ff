package township

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"woshou/data"
	"woshou/data/sheet"
	"woshou/sync/township/ledger"
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
// the reporting year of today as an xlsx workbook, all of one snapshot; up to 20,000 rows
// stand in the workbook as well. Existing files of these names are replaced. There is no
// name and no word of a case in them: the server has none.
func (s *Server) Export(ctx context.Context, dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	period := data.ReportYearOf(data.DayOf(s.now().In(beijing)))
	count := newRowCount(data.FigureAgreed, period)
	rows := sheet.Sheet{Name: "案件清单", Title: s.name + "案件清单", Subtitle: "全部时间", Columns: factHeads}
	each := func(put func([]sheet.Cell) error) error {
		return s.eachVillage(ctx, func(v *ledger.Village, facts []data.Fact) error {
			for i := range facts {
				cells := factCells(v.Name, v.Area, &facts[i])
				if err := put(cells); err != nil {
					return err
				}
				if len(rows.Rows) <= listMost {
					rows.Rows = append(rows.Rows, cells)
				}
			}
			return count.add(v, facts)
		})
	}
	err := writeTo(filepath.Join(dir, exportRows), func(w io.Writer) error { return sheet.StreamText(w, factHeads, each) })
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	book := sheet.Book{Sheets: []sheet.Sheet{s.figuresSheet(period, count.lines, &count.sums[0])}}
	if len(rows.Rows) <= listMost {
		book.Sheets = append(book.Sheets, rows)
	}
	return writeTo(filepath.Join(dir, exportBook), func(w io.Writer) error { return sheet.Write(w, book) })
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
