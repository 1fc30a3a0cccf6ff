package township

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"

	"woshou/assets"
	"woshou/data"
	"woshou/data/sheet"
	"woshou/sync/township/ledger"
)

// maxExported is how many cases are written as a workbook at most; a text file has no
// such bound.
const maxExported = 20_000

// shelves reads the rows of all villages, or of one; none where there is no such one.
func (p *pages) shelves(v visit, village string) ([]entry, error) {
	if village == "" {
		return p.s.library(v.r.Context())
	}
	e, err := p.s.shelf(v.r.Context(), ledger.VillageID(village))
	if errors.Is(err, data.ErrNotFound) {
		return nil, nil
	}
	if err != nil || !e.Town {
		return []entry{e}, err
	}
	all, err := p.s.library(v.r.Context())
	of := slices.DeleteFunc(all, func(one entry) bool { return one.Of != e.ID })
	return append([]entry{e}, of...), err // a township's rows are all its villages'
}

// attach answers with a file to keep.
func (p *pages) attach(v visit, name, kind string, write func(io.Writer) error) {
	v.w.Header().Set("Content-Type", kind)
	v.w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	if err := write(v.w); err != nil {
		p.s.log.Info("file not sent whole", "route", v.route.pattern, "kind", fmt.Sprintf("%T", err)) // the error holds an address
	}
}

func (p *pages) workbook(v visit, name string, sheets ...sheet.Sheet) {
	p.attach(v, name+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", func(w io.Writer) error {
		return sheet.Write(w, sheet.Book{Sheets: sheets})
	})
}

// statistics is the case statistics table of a village, or of all together, as the
// desk makes it.
func (p *pages) statistics(v visit) {
	q, ok := p.asked(v)
	if !ok {
		return
	}
	all, err := p.shelves(v, q.village)
	var words assets.Texts
	if err == nil {
		words, err = assets.LoadWords(assets.Translations, "zh")
	}
	who := p.s.name
	switch {
	case err != nil:
		p.broken(v, err)
		return
	case len(all) == 0 && q.village != "":
		p.noVillage(v)
		return
	case q.village != "":
		who = all[0].Name
	}
	rows, _ := rowsOf(all)
	table := sheet.Statistics(data.StatisticsTableOfFacts(rows, q.period), words, who)
	if q.period.From == 0 || q.period.To == 0 {
		table.Subtitle = who + "　" + periodName(q.period)
	}
	table.Foot = append(table.Foot, "排查和人员的数字不在案件统计里，由各村另报。")
	p.workbook(v, fmt.Sprintf("%s人民调解案件情况统计表（%s）", who, periodName(q.period)), table)
}

// villagesSheet is the table of all villages as a workbook.
func (p *pages) villagesSheet(v visit) {
	q, ok := p.asked(v)
	if !ok {
		return
	}
	all, sum, err := p.s.totals(v.r.Context(), q.period, q.figure)
	if err != nil {
		p.broken(v, err)
		return
	}
	p.workbook(v, fmt.Sprintf("%s人民调解各村统计（%s）", p.s.name, periodName(q.period)), p.s.figuresSheet(q.period, all, &sum))
}

// figuresSheet is every figure of each village in a period.
func (s *Server) figuresSheet(period data.Period, villages []VillageTotals, sum *data.Totals) sheet.Sheet {
	out := sheet.Sheet{
		Name: "各村统计", Title: s.name + "人民调解各村统计", Subtitle: periodName(period) + "　" + daysOf(period),
		Columns: []sheet.Column{{Head: "村（社区）", Width: 12}, {Head: "区划代码", Width: 8}},
		Foot:    []string{"成功率＝调解成功÷（调解成功＋调解不成）。数据截至：该村最近一次与镇街联系的时间（北京时间）。"},
	}
	for _, f := range data.Figures {
		out.Columns = append(out.Columns, sheet.Column{Head: f.Name, Width: 5})
	}
	out.Columns = append(out.Columns, sheet.Column{Head: "成功率", Width: 5}, sheet.Column{Head: "协议金额（元）", Width: 9}, sheet.Column{Head: "数据截至", Width: 9})
	for i := range villages {
		t := &villages[i]
		out.Rows = append(out.Rows, append(figureCells(t.Name, t.Area, &t.Totals), sheet.Text(moment(t.Heard))))
	}
	out.Sum = append(figureCells("合计", "", sum), sheet.Text(""))
	return out
}

func figureCells(name, area string, t *data.Totals) []sheet.Cell {
	cells := []sheet.Cell{sheet.Text(name), sheet.Text(area)}
	for _, f := range data.Figures {
		cells = append(cells, sheet.Whole(t.Figures[data.Figure(f.Code)].Cases))
	}
	share, _ := rate(t.SuccessRate())
	return append(cells, sheet.Text(share), sheet.Money(t.Figures[data.FigureAgreed].Amount))
}

// casesSheet is the list of the fact rows behind a figure, whole.
func (p *pages) casesSheet(v visit) {
	q, list, sum, village, ok := p.list(v)
	switch {
	case !ok:
		return
	case len(list) > maxExported:
		p.message(v, http.StatusBadRequest, fmt.Sprintf("共%d件，超过表格文件的%d件。请缩小时间范围，或改用csv。", len(list), maxExported))
		return
	}
	s := p.factSheet(q, village, list)
	s.Sum = []sheet.Cell{sheet.Text("合计"), {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, sheet.Whole(sum.People), {}, sheet.Money(sum.Amount)}
	p.workbook(v, s.Title, s)
}

// casesText is the same as a text file.
func (p *pages) casesText(v visit) {
	q, list, _, village, ok := p.list(v)
	if !ok {
		return
	}
	s := p.factSheet(q, village, list)
	p.attach(v, s.Title+".csv", "text/csv; charset=utf-8", func(w io.Writer) error { return sheet.WriteText(w, s) })
}

// factSheet is the list as a sheet.
func (p *pages) factSheet(q query, village string, list []*found) sheet.Sheet {
	s := sheet.Sheet{Name: "案件清单", Title: p.s.name + " " + q.words(village), Columns: factHeads}
	for _, f := range list {
		s.Rows = append(s.Rows, factCells(f.village, f.area, &f.fact))
	}
	return s
}
