package township

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"woshou/assets"
	"woshou/data"
	"woshou/data/sheet"
	"woshou/sync/township/ledger"
)

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
	sc, err := p.s.scopeOf(v.r.Context(), q)
	var words assets.Texts
	if err == nil {
		words, err = assets.LoadWords(assets.Translations, "zh")
	}
	counted := data.StatisticsTableOfFacts(nil, q.period)
	if err == nil {
		err = p.s.statistics(v.r.Context(), &sc, counted)
	}
	switch {
	case errors.Is(err, data.ErrNotFound):
		p.noVillage(v)
		return
	case err != nil:
		p.broken(v, err)
		return
	}
	who := cmp.Or(sc.name, p.s.name)
	table := sheet.Statistics(counted, words, who)
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
	all, sum, _, err := p.s.totals(v.r.Context(), q.period, q.figure, nil)
	if err != nil {
		p.broken(v, err)
		return
	}
	p.workbook(v, fmt.Sprintf("%s人民调解各村统计（%s）", p.s.name, periodName(q.period)), p.s.figuresSheet(q.period, all, &sum))
}

// figuresSheet is every figure of each village in a period, at a county with the township
// that sends it.
func (s *Server) figuresSheet(period data.Period, villages []villageLine, sum *data.Totals) sheet.Sheet {
	out := sheet.Sheet{
		Name: "各村统计", Title: s.name + "人民调解各村统计", Subtitle: periodName(period) + "　" + daysOf(period),
		Columns: []sheet.Column{{Head: "村（社区）", Width: 12}, {Head: "区划代码", Width: 8}},
		Foot:    []string{"成功率＝调解成功÷（调解成功＋调解不成）。数据截至：该村最近一次与镇街联系的时间（北京时间）。"},
	}
	for _, f := range data.Figures {
		out.Columns = append(out.Columns, sheet.Column{Head: f.Name, Width: 5})
	}
	out.Columns = append(out.Columns, sheet.Column{Head: "成功率", Width: 5}, sheet.Column{Head: "协议金额（元）", Width: 9}, sheet.Column{Head: "数据截至", Width: 9})
	towns := map[ledger.VillageID]string{}
	for i := range villages {
		if villages[i].Town {
			towns[villages[i].ID] = villages[i].Name
		}
	}
	for i := range villages {
		t := &villages[i]
		if t.Town {
			continue // its figures are its villages'
		}
		cells := append(figureCells(t.Name, t.Area, &t.figures), sheet.Text(moment(t.Heard)))
		if len(towns) > 0 {
			cells = append(cells, sheet.Text(towns[t.Of]))
		}
		out.Rows = append(out.Rows, cells)
	}
	all := blockOf(sum.Figures)
	out.Sum = append(figureCells("合计", "", &all), sheet.Text(""))
	if len(towns) > 0 {
		out.Columns, out.Sum = append(out.Columns, sheet.Column{Head: "镇街", Width: 10}), append(out.Sum, sheet.Text(""))
		out.Foot = []string{"成功率＝调解成功÷（调解成功＋调解不成）。数据截至：县里最近一次收到该村变动的时间（北京时间）。"}
	}
	return out
}

func figureCells(name, area string, figures *block) []sheet.Cell {
	cells := []sheet.Cell{sheet.Text(name), sheet.Text(area)}
	for i := range figures {
		cells = append(cells, sheet.Whole(figures[i].Cases))
	}
	share, _ := rate(figures.rate())
	return append(cells, sheet.Text(share), sheet.Money(figures.of(data.FigureAgreed).Amount))
}

// casesSheet is the list of the fact rows behind a figure, whole.
func (p *pages) casesSheet(v visit) {
	q, sc, ok := p.scope(v)
	if !ok {
		return
	}
	var l list
	var err error
	if l.sum = sc.sum; sc.sum.Cases <= listMost {
		l, err = p.s.list(v.r.Context(), &sc, q, 0, listMost)
	}
	switch {
	case err != nil:
		p.broken(v, err)
		return
	case l.sum.Cases > listMost:
		p.message(v, http.StatusBadRequest, fmt.Sprintf("共%d件，超过表格文件的%d件。请缩小时间范围，或改用csv。", l.sum.Cases, listMost))
		return
	}
	s := sheet.Sheet{Name: "案件清单", Title: p.s.name + " " + q.words(sc.name), Columns: factHeads}
	for _, f := range l.rows {
		s.Rows = append(s.Rows, factCells(f.village, f.area, &f.fact))
	}
	s.Sum = []sheet.Cell{sheet.Text("合计"), {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, sheet.Whole(l.sum.People), {}, sheet.Money(l.sum.Amount)}
	p.workbook(v, s.Title, s)
}

// casesText is the same as a text file, which has no bound: its rows go out as they are
// read, village by village, however the page sorts them.
func (p *pages) casesText(v visit) {
	q, sc, ok := p.scope(v)
	if !ok {
		return
	}
	p.attach(v, p.s.name+" "+q.words(sc.name)+".csv", "text/csv; charset=utf-8", func(w io.Writer) error {
		return sheet.StreamText(w, factHeads, func(put func([]sheet.Cell) error) error {
			return p.s.eachRow(v.r.Context(), &sc, q, func(*scoped) bool { return false }, func(f *found) error {
				return put(factCells(f.village, f.area, &f.fact))
			})
		})
	})
}
