package data

import (
	"fmt"
	"strings"
	"testing"
)

func TestMaskAddress(t *testing.T) {
	for in, want := range map[string]string{
		"示例县清溪镇东篱村12号":  "示例县清溪镇东篱村***",
		"清溪镇青禾社区3幢201室": "清溪镇青禾社区***",
		"东篱村":           "东篱村",
		"示例县清溪镇和平路1号":   "示例县清溪镇***",
		"和平路1号":         "****",
		"𬭎村1号":          "𬭎村***",
		"":              "",
	} {
		if got := MaskAddress(in); got != want {
			t.Errorf("%q = %q, want %q", in, got, want)
		}
	}
}

func TestMaskAccount(t *testing.T) {
	for in, want := range map[string]string{"6222021234567890123": "****0123", " 62220212 ": "****0212", "1234": "****", "": ""} {
		if got := MaskAccount(in); got != want {
			t.Errorf("%q = %q, want %q", in, got, want)
		}
	}
}

func TestParty_Masked(t *testing.T) {
	p := Party{
		Kind: Person, Name: "俞𬭎伟", Pinyin: "yhw", Born: 700000, Phone: "13800005678", Reach: "儿子叶小明", Address: "东篱村8号",
		IDNumber: "339921198206170112", Guardian: "钱立",
		Agent: Agent{
			Name: "王海燕", Phone: "13900001234", Power: "全权", Sex: Female, IDNumber: "339921199003210043", Tie: "叶小军之妻", Address: "东篱村6组",
		},
		Service: Service{
			Receiver: "周天明", ReceiverPhone: "13600007777", ReceiverAddress: "石门村7号", Electronic: ElectronicAgreed, Account: "wx8866", Email: "reader@example.com",
		},
		ReadAloudBy: "何桂英", LegalRep: "寿永康", Representatives: []string{"郦小红"}, GuardianPhone: "13700004321",
	}
	text := fmt.Sprintf("%+v", p.Masked())
	for _, secret := range []string{"𬭎", "yhw", "700000", "0000567", "小明", "8号", "19820617", "钱立", "海燕", "13900001", "桂英", "永康", "全权", "小红", "0000432",
		"19900321", "小军", "6组", "天明", "0000777", "7号", "wx8866", "reader"} {
		if strings.Contains(text, secret) {
			t.Errorf("%s can be read in %s", secret, text)
		}
	}
	if got := p.Masked(); got.Name != "俞**" || got.Phone != "138****5678" || got.IDNumber != "339921********0112" {
		t.Errorf("%+v", got)
	}
	if got := (Party{Kind: Company, Name: "示例县宏达建筑工程有限公司"}).Masked(); got.Name != "示例县宏达建筑工程有限公司" {
		t.Errorf("%+v", got)
	}
}

func TestCase_MaskText(t *testing.T) {
	c := &Case{Parties: []Party{
		{Kind: Person, Name: "王海"}, {Kind: Person, Name: "叶建国", Service: Service{Receiver: "周天明"}, Representatives: []string{"郦小红"}, ReadAloudBy: "何桂英"},
		{Kind: Company, Name: "美家物业", LegalRep: "楼国平"}, {Kind: Person, Name: "王海燕"},
	}}
	in := "叶建国（13800005678，33992119930416014X）欠美家物业800元，楼国平到场，账号6222021234567890123。"
	want := "叶**（****5678，****014X）欠美家物业800元，楼**到场，账号****0123。"
	if got := c.MaskText(in); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for in, want := range map[string]string{
		"王海燕和王海":                      "王**和王*",
		"由郦小红代表，何桂英读":                 "由郦**代表，何**读",
		"周天明代收":                       "周**代收",
		"电话１３８００００５６７８":               "电话****５６７８",
		"138 0000 5678、138-0000-1234": "****5678、****1234",
		"2026-03-02付800.00元":          "2026-03-02付800.00元",
	} {
		if got := c.MaskText(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}
