// Source: form B of the Ministry of Justice's 人民调解文书格式 (司发通〔2010〕239号) with its
// nine rows, and a widely used local variant of thirteen.

package form

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"woshou/data"
)

// Catalogue is 卷内目录.
const Catalogue Code = "B"

var catalogue2010 = Form{
	Code:    Catalogue,
	Edition: "2010",
	From:    day("2011-01-01"),
	Title:   "卷内目录",
	Parts: []Part{
		Space(4),
		Table{
			Columns: []Column{
				{Head: "序号", Share: 13, Align: Centre}, {Head: "文书名称", Share: 65},
				{Head: "页号", Share: 22, Align: Centre}, {Head: "备注", Share: 56},
			},
			Rows:  catalogueRows,
			Least: 14,
		},
	},
	Of: once,
	In: data.PartCatalogue,
}

// CatalogueRow is a row of a catalogue's template.
type CatalogueRow struct {
	Name string
	// In is the part of the dossier whose papers belong in the row; those with one of
	// Titles belong in it before all others. The row is then called by what is there.
	In     data.DossierPart
	Titles []string
	// Must says that no dossier goes without it.
	Must bool
}

// The templates of the catalogue: the ministry's nine rows, and thirteen with the papers
// that local offices ask for beside them.
var (
	ministryRows = []CatalogueRow{
		{Name: "人民调解申请书或者人民调解受理登记表", In: data.PartRegister, Titles: []string{"人民调解申请书", "人民调解受理登记表"}, Must: true},
		{Name: "人民调解调查记录", In: data.PartInquiry},
		{Name: "人民调解证据材料", In: data.PartEvidence},
		{Name: "人民调解记录", In: data.PartRecord, Must: true},
		{Name: "人民调解协议书或者人民调解口头协议登记表", In: data.PartAgreement, Titles: []string{"人民调解协议书", "人民调解口头协议登记表"}},
		{Name: "人民调解回访记录", In: data.PartFollowUp},
		{Name: "司法确认有关材料", In: data.PartConfirmation},
		{Name: "卷宗情况说明", In: data.PartStatement},
		{Name: "封底", In: data.PartBack, Must: true},
	}
	localRows = slices.Concat(
		ministryRows[:1],
		[]CatalogueRow{
			{Name: "人民调解当事人权利义务告知书", Titles: []string{"人民调解当事人权利义务告知书"}, Must: true},
			{Name: "当事人身份证明", Titles: []string{"当事人身份证明"}, Must: true},
			{Name: "授权委托书", Titles: []string{"授权委托书"}},
		},
		ministryRows[1:5],
		[]CatalogueRow{{Name: "收条或汇款单等履行凭证", Titles: []string{"收条", "收条或汇款单等履行凭证"}}},
		ministryRows[5:],
	)
)

// CatalogueOf returns the template that a committee uses.
func CatalogueOf(committee *data.Committee) []CatalogueRow {
	if committee != nil && committee.Catalogue == data.LocalCatalogue {
		return localRows
	}
	return ministryRows
}

// rowOf returns the row that a piece belongs in; the number of rows for one in none.
func rowOf(rows []CatalogueRow, l *Leaf) int {
	if i := slices.IndexFunc(rows, func(r CatalogueRow) bool { return slices.Contains(r.Titles, l.Title) }); i >= 0 {
		return i
	}
	if i := slices.IndexFunc(rows, func(r CatalogueRow) bool { return l.In != "" && r.In == l.In }); i >= 0 {
		return i
	}
	return len(rows)
}

// catalogueRows are the rows of the template; those of a bound dossier with their pages.
func catalogueRows(s Subject) [][]string {
	rows := CatalogueOf(s.Committee)
	var out [][]string
	for i, row := range rows {
		line := []string{strconv.Itoa(i + 1), row.Name, "", ""}
		if s.Bound != nil {
			var leaves []Leaf
			for _, l := range s.Bound.Leaves {
				if l.In != data.PartCover && l.In != data.PartCatalogue && rowOf(rows, &l) == i {
					leaves = append(leaves, l)
				}
			}
			line[1], line[2], line[3] = row.called(leaves), pageSpan(leaves), row.remark(leaves)
		}
		out = append(out, line)
	}
	return out
}

// called is the row's name, or those of its alternatives that are there.
func (r *CatalogueRow) called(leaves []Leaf) string {
	var names []string
	for _, l := range leaves {
		if slices.Contains(r.Titles, l.Title) && !slices.Contains(names, l.Title) {
			names = append(names, l.Title)
		}
	}
	if len(r.Titles) < 2 || len(names) == 0 {
		return r.Name
	}
	return strings.Join(names, "、")
}

// pageSpan is the numbers of the pages from the first to the last.
func pageSpan(leaves []Leaf) string {
	first, last := 0, 0
	for i := range leaves {
		if l := &leaves[i]; l.First > 0 {
			if first == 0 {
				first = l.First
			}
			last = l.Last()
		}
	}
	return span(first, last)
}

func span(first, last int) string {
	switch {
	case first == 0:
		return ""
	case first >= last:
		return strconv.Itoa(first)
	}
	return fmt.Sprintf("%d-%d", first, last)
}

// remark says how many papers there are, which are beside those that the row names, and
// which are kept on paper.
func (r *CatalogueRow) remark(leaves []Leaf) string {
	if r.In == data.PartBack {
		return "不编页号"
	}
	if len(leaves) == 0 {
		if r.Must {
			return "" // to be said by hand
		}
		return "无"
	}
	var others []string
	var kept []Leaf
	for _, l := range leaves {
		switch {
		case l.Kept():
			kept = append(kept, l)
		case l.Title != r.Name && !slices.Contains(r.Titles, l.Title) && !slices.Contains(others, l.Title):
			others = append(others, l.Title)
		}
	}
	var out []string
	if printed := len(leaves) - len(kept); printed > 1 {
		out = append(out, "共"+strconv.Itoa(printed)+"份")
	}
	if len(others) > 0 {
		out = append(out, "含"+strings.Join(others, "、"))
	}
	return strings.Join(append(out, onPaper(kept)...), "；")
}

// mostKept is how many pieces that are kept on paper a remark names one by one.
const mostKept = 6

// onPaper says on which pages what is kept on paper stands; many pieces that follow one
// another are counted.
func onPaper(kept []Leaf) []string {
	if n := len(kept); n > mostKept {
		pages := 0
		for i := range kept {
			pages += kept[i].Pages
		}
		first, last := kept[0].First, kept[n-1].Last()
		if last-first+1 == pages {
			return []string{fmt.Sprintf("第%s页为纸质材料%d件", span(first, last), n)}
		}
	}
	var out []string
	for i := range kept {
		out = append(out, "第"+span(kept[i].First, kept[i].Last())+"页"+kept[i].Title)
	}
	return out
}
