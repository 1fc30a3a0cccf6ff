package form

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

// labels lists the labels of a form's entries, and the words of its table and of its
// places to sign.
func labels(f *Form, s Subject) string {
	var out []string
	for _, e := range f.Entries(s) {
		out = append(out, e.Label)
	}
	for _, p := range f.Parts {
		switch p := p.(type) {
		case Table:
			for _, c := range p.Columns {
				out = append(out, c.Head)
			}
		case Signing:
			for _, signer := range p.Signers {
				out = append(out, signer.Label)
			}
		}
	}
	return strings.Join(out, " ")
}

// The words of the papers around a dossier are fixed; this test holds them.
func TestLabels_Dossier(t *testing.T) {
	for _, tt := range []struct {
		form          *Form
		title, labels string
	}{
		{&cover2010, "调解卷宗", "卷名： 卷号： 人民调解员： 调解日期： 立卷人： 立卷日期： 保管期限： 备注："},
		{&catalogue2010, "卷内目录", "序号 文书名称 页号 备注"},
		{&evidence2010, "人民调解证据材料", "编号： 序号 种类 证据名称 提供人 原件或复印件 页数 存放处 提供人（签名或按指印） 收集人（签名）"},
		{&statement2010, "卷宗情况说明", "卷号： 情况说明： 立卷时间： 立卷人（签名） 检查人（签名）"},
		{&back2010, "封底", "全卷页数 装订、立卷人（签名） 检查人（签名）"},
	} {
		if got := labels(tt.form, Blank(&data.Committee{})); tt.form.Title != tt.title || got != tt.labels {
			t.Errorf("%s: %s, want %s", tt.form.Title, got, tt.labels)
		}
	}
}

func TestCatalogueOf(t *testing.T) {
	names := func(c *data.Committee) string {
		var out []string
		for _, r := range CatalogueOf(c) {
			name := r.Name
			if r.Must {
				name += "*"
			}
			out = append(out, name)
		}
		return strings.Join(out, "/")
	}
	nine := "人民调解申请书或者人民调解受理登记表*/人民调解调查记录/人民调解证据材料/人民调解记录*/" +
		"人民调解协议书或者人民调解口头协议登记表/人民调解回访记录/司法确认有关材料/卷宗情况说明/封底*"
	thirteen := "人民调解申请书或者人民调解受理登记表*/人民调解当事人权利义务告知书*/当事人身份证明*/授权委托书/人民调解调查记录/" +
		"人民调解证据材料/人民调解记录*/人民调解协议书或者人民调解口头协议登记表/收条或汇款单等履行凭证/人民调解回访记录/" +
		"司法确认有关材料/卷宗情况说明/封底*"
	for _, c := range []*data.Committee{nil, {}, {Catalogue: data.MinistryCatalogue}, {Catalogue: "of a newer program"}} {
		if got := names(c); got != nine {
			t.Errorf("%v: %s", c, got)
		}
	}
	if got := names(&data.Committee{Catalogue: data.LocalCatalogue}); got != thirteen {
		t.Errorf("local: %s", got)
	}
	for i, part := range data.DossierParts {
		if CatalogueOf(nil)[i].In != part {
			t.Errorf("row %d is not of %s", i+1, part)
		}
	}
}

// dossierCase has two agreements, evidence with and without pages, and a ruling.
func dossierCase() *data.Case {
	c, _ := mixed()
	c.Agreements = append(c.Agreements, data.Agreement{ID: "h", Form: data.Written, Amends: "g"})
	c.Evidence = []data.Evidence{
		{ID: "e1", Title: "作业照片", Provider: "a", Pages: 2}, {ID: "e2", Title: "作业合同", Provider: "b", Copy: true, Pages: 3, Kind: "contract"},
		{ID: "e3", Title: "录音", Kind: "recording"},
	}
	c.Confirmations = []data.Confirmation{{ID: "x1"}, {ID: "x2", RulingPages: 2}}
	c.Volume = data.Volume{FiledBy: "王海燕", CheckedBy: "周天明", Statement: "合同为复印件。"}
	return c
}

// photographed has a picture of the first item of evidence.
func photographed(id data.ElementID) []Picture {
	if id == "e1" {
		return []Picture{{Caption: "东侧"}, {}}
	}
	return nil
}

// shown lists leaves as title, pages and element.
func shown(leaves []Leaf) string {
	var out []string
	for _, l := range leaves {
		out = append(out, fmt.Sprintf("%s %s %d", l.Title, l.Element, l.Pages))
	}
	return strings.Join(out, "\n")
}

func TestLeaves(t *testing.T) {
	s := Subject{Committee: &data.Committee{}, Case: dossierCase(), Images: photographed}
	got := Leaves(s, nil, []Leaf{{Title: "汇款单", In: data.PartAgreement, Pages: 1, Ref: Ref{Element: "g"}}, {Title: "地图", In: data.PartInquiry, Pages: 1}, {Title: "空", In: data.PartInquiry}})
	want := `调解卷宗  0
卷内目录  0
人民调解受理登记表  0
人民调解当事人权利义务告知书  0
地图  1
人民调解证据材料  0
作业合同（复印件） e2 3
人民调解协议书 g 0
汇款单 g 1
人民调解协议书 h 0
裁定书 x2 2
卷宗情况说明  0
封底  0`
	if d := cmp.Diff(want, shown(got)); d != "" {
		t.Errorf("the whole dossier (-want +got):\n%s", d)
	}
	got = Leaves(s, []Ref{{Code: Agreement, Element: "h"}, {Code: EvidenceSheet}, {Code: "Z"}}, nil)
	want = "人民调解证据材料  0\n作业合同（复印件） e2 3\n人民调解协议书 h 0"
	if d := cmp.Diff(want, shown(got)); d != "" {
		t.Errorf("a choice (-want +got):\n%s", d)
	}
}

func TestNumber(t *testing.T) {
	s := Subject{Committee: &data.Committee{}, Case: dossierCase(), Images: photographed}
	leaves := Leaves(s, nil, nil)
	for i := range leaves {
		if !leaves[i].Kept() {
			leaves[i].Pages = 2
		}
	}
	s.Bound = Number(leaves)
	if s.Bound.Pages != 17 {
		t.Errorf("%d pages, want 17", s.Bound.Pages)
	}
	var got []string
	for _, row := range catalogueRows(s) {
		got = append(got, strings.Join(row, "|"))
	}
	want := []string{
		"1|人民调解受理登记表|1-4|共2份；含人民调解当事人权利义务告知书",
		"2|人民调解调查记录||无",
		"3|人民调解证据材料|5-9|第7-9页作业合同（复印件）",
		"4|人民调解记录||", // must be there and is not: to be said by hand
		"5|人民调解协议书|10-13|共2份",
		"6|人民调解回访记录||无",
		"7|司法确认有关材料|14-15|第14-15页裁定书",
		"8|卷宗情况说明|16-17|",
		"9|封底||不编页号",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("catalogue (-want +got):\n%s", d)
	}
	if got := volumePages(s); got != "17" {
		t.Errorf("the back says %s pages", got)
	}
	s.Bound, s.Case.Volume.Pages = nil, 24
	if rows := catalogueRows(s); rows[0][1] != "人民调解申请书或者人民调解受理登记表" || rows[2][2]+rows[1][3] != "" {
		t.Errorf("a dossier that is not bound has %q", rows)
	}
	if got := volumePages(s); got != "24" {
		t.Errorf("the back says %s pages, want those that were counted", got)
	}
}

func TestRemark_NamesWhatTheRowDoesNot(t *testing.T) {
	row := &ministryRows[0]
	leaves := []Leaf{
		{Ref: Ref{Code: "C"}, Title: "人民调解申请书", First: 1, Pages: 1}, {Ref: Ref{Code: "D"}, Title: "人民调解受理登记表", First: 2, Pages: 1},
		{Ref: Ref{Code: "E"}, Title: "人民调解当事人权利义务告知书", First: 3, Pages: 1}, {Title: "户口簿", First: 4, Pages: 1},
	}
	if got := row.called(leaves); got != "人民调解申请书、人民调解受理登记表" {
		t.Errorf("the row is called %s", got)
	}
	if got := row.remark(leaves); got != "共3份；含人民调解当事人权利义务告知书；第4页户口簿" {
		t.Errorf("its remark is %s", got)
	}
	if got := pageSpan(leaves); got != "1-4" {
		t.Errorf("its pages are %s", got)
	}
}

func TestOnPaper_CountsMany(t *testing.T) {
	var kept []Leaf
	for i := range 7 {
		kept = append(kept, Leaf{Title: "收据", First: 10 + 2*i, Pages: 2})
	}
	if got := onPaper(kept); len(got) != 1 || got[0] != "第10-23页为纸质材料7件" {
		t.Errorf("seven pieces: %q", got)
	}
	if got := onPaper(kept[:6]); len(got) != 6 || got[5] != "第20-21页收据" {
		t.Errorf("six pieces: %q", got)
	}
	kept[6].First++ // a paper lies between
	if got := onPaper(kept); len(got) != 7 {
		t.Errorf("seven pieces apart: %q", got)
	}
}

func TestEvidence(t *testing.T) {
	s := Subject{Committee: &data.Committee{Mediators: []data.Mediator{{ID: "m", Name: "周天明"}}}, Case: dossierCase(), Images: photographed}
	s.Case.Evidence[2].Provider = "m"
	want := [][]string{
		{"1", "", "作业照片", "示例县青禾农机专业合作社", "原件", "2", ""}, {"2", "合同、借条", "作业合同", "楼国平", "复印件", "3", ""},
		{"3", "录音录像", "录音", "周天明", "原件", "", ""},
	}
	if d := cmp.Diff(want, evidenceRows(s)); d != "" {
		t.Errorf("rows (-want +got):\n%s", d)
	}
	var captions []string
	for _, p := range evidencePictures(s) {
		captions = append(captions, p.Caption)
	}
	if d := cmp.Diff([]string{"作业照片：东侧（示例县青禾农机专业合作社提供）", "作业照片（示例县青禾农机专业合作社提供）"}, captions); d != "" {
		t.Errorf("captions (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"示例县青禾农机专业合作社", "楼国平"}, providers(s)); d != "" {
		t.Errorf("who signs (-want +got):\n%s", d)
	}
	s.Images = nil
	if len(evidencePictures(s)) != 0 {
		t.Error("pictures from nowhere")
	}
}

func TestMissing_Dossier(t *testing.T) {
	s := Subject{Committee: &data.Committee{Name: "东篱村人民调解委员会"}, Case: dossierCase()}
	var got []string
	for _, f := range []*Form{&cover2010, &statement2010, &back2010} {
		for _, e := range Missing(f, s) {
			got = append(got, string(f.Code)+" "+e.Key)
		}
	}
	want := []string{"A case.mediators", "A case.archived_on", "A case.retention", "L case.archived_on", "M volume.pages"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("missing (-want +got):\n%s", d)
	}
	s.Case.ConcludedOn, s.Case.Retention = date("2026-06-08"), data.Permanent
	text := Text(&cover2010, s)
	for _, say := range []string{"调解日期：2026年6月1日至2026年6月8日\n", "保管期限：永久\n", "立卷人：王海燕\n", "卷号：（2026）示清东人调字第009号\n"} {
		if !strings.Contains(text, say) {
			t.Errorf("the cover does not say %q", say)
		}
	}
}
