package form

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

func date(text string) data.Day {
	d, err := data.ParseDay(text)
	if err != nil {
		panic(err)
	}
	return d
}

func ids(names ...data.ElementID) []data.ElementID { return names }

// family is a case with three parties and an agreement made of the clauses and items.
func family(clauses []data.Clause, items []data.PerformanceItem) (*data.Case, *data.Agreement) {
	c := &data.Case{Parties: []data.Party{
		{ID: "a", Kind: data.Person, Name: "蒋玉凤", Role: data.Applicant},
		{ID: "b", Kind: data.Person, Name: "蒋建明", Role: data.Respondent},
		{ID: "c", Kind: data.Person, Name: "徐䶮", Role: data.Respondent},
	}}
	c.Agreements = []data.Agreement{{ID: "g", Form: data.Written, On: date("2026-03-24"), Clauses: clauses, Items: items}}
	return c, &c.Agreements[0]
}

func TestClauseText(t *testing.T) {
	due := date("2026-03-31")
	tests := []struct {
		name string
		in   data.Clause
		want string
	}{
		{"payment", data.Clause{Kind: data.PayMoney, From: ids("b"), To: ids("a"), Amount: 80000, Purpose: "医药费、误工费", Method: data.Cash, Due: due},
			"蒋建明于2026年3月31日前以现金方式一次性给付蒋玉凤医药费、误工费人民币捌佰元整（￥800.00）。"},
		{"payment by several", data.Clause{Kind: data.PayMoney, From: ids("b", "c"), To: ids("a"), Amount: 1, Method: data.WeChat, Due: due},
			"蒋建明、徐䶮各于2026年3月31日前以微信转账方式一次性给付蒋玉凤人民币壹分（￥0.01）。"},
		{"another method, as it was typed", data.Clause{Kind: data.PayMoney, From: ids("b"), To: ids("a"), Amount: 100, Method: "支票"},
			"蒋建明以支票方式一次性给付蒋玉凤人民币壹元整（￥1.00）。"},
		{"support", data.Clause{Kind: data.Support, From: ids("b", "c"), To: ids("a"), Amount: 60000, Monthly: true, Purpose: "赡养费", Method: data.Transfer, Due: date("2026-05-05"), Text: "款项转入蒋玉凤账户"},
			"自2026年5月起，蒋建明、徐䶮各于每月5日前以转账方式支付蒋玉凤赡养费人民币陆佰元整（￥600.00）。款项转入蒋玉凤账户。"},
		{"support without a first day", data.Clause{Kind: data.Support, From: ids("b"), To: ids("a"), Amount: 60000, Monthly: true, Purpose: "赡养费"},
			"蒋建明每月支付蒋玉凤赡养费人民币陆佰元整（￥600.00）。"},
		{"act", data.Clause{Kind: data.DoAct, From: ids("a"), Purpose: "按原样修复屋瓦。", Due: due, AcceptedBy: "东篱村村民委员会"},
			"蒋玉凤于2026年3月31日前按原样修复屋瓦，由东篱村村民委员会验收。"},
		{"act of both", data.Clause{Kind: data.DoAct, Purpose: "清理水沟"}, "双方清理水沟。"},
		{"thing", data.Clause{Kind: data.HandOver, From: ids("b"), To: ids("a"), Purpose: "房产证原件", Due: due}, "蒋建明于2026年3月31日前将房产证原件交付蒋玉凤。"},
		{"thing in words only", data.Clause{Kind: data.HandOver, From: ids("b"), Text: "钥匙当场交付"}, "钥匙当场交付。"},
		{"refraining", data.Clause{Kind: data.Refrain, From: ids("b"), Purpose: "再悬挂遮挡物"}, "蒋建明不得再悬挂遮挡物。"},
		{"refraining, already negative", data.Clause{Kind: data.Refrain, Purpose: "不再提起此事"}, "双方不再提起此事。"},
		{"apology", data.Clause{Kind: data.Apologise, From: ids("b"), To: ids("a"), Purpose: "当面"}, "蒋建明向蒋玉凤赔礼道歉（当面）。"},
		{"shared use", data.Clause{Kind: data.ShareUse, From: ids("a", "b"), Purpose: "水井"}, "蒋玉凤、蒋建明共同使用水井。"},
		{"costs", data.Clause{Kind: data.BearCosts, From: ids("b", "c"), Purpose: "鉴定费", Amount: 120000}, "鉴定费人民币壹仟贰佰元整（￥1200.00）由蒋建明、徐䶮共同承担。"},
		{"costs of one", data.Clause{Kind: data.BearCosts, From: ids("c"), Purpose: "鉴定费"}, "鉴定费由徐䶮承担。"},
		{"default", data.Clause{Kind: data.OnDefault, Text: "逾期一期的，全部到期；"}, "逾期一期的，全部到期；"},
		{"end of the dispute", data.Clause{Kind: data.FinalClause, Text: "双方再无其他争议，"}, "双方再无其他争议。"},
		{"nothing", data.Clause{Kind: data.OtherClause}, ""},
		{"a party that is gone", data.Clause{Kind: data.DoAct, From: ids("z"), Purpose: "搬离"}, "双方搬离。"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, a := family([]data.Clause{tt.in}, nil)
			if d := cmp.Diff([]string{tt.want}, Clauses(c, a)); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func TestClauseText_Instalments(t *testing.T) {
	pay := data.Clause{ID: "k", Kind: data.PayMoney, From: ids("b", "c"), To: ids("a"), Amount: 590000, Purpose: "借款", Due: date("2026-08-31")}
	var items []data.PerformanceItem
	for range 6 {
		items = append(items, data.PerformanceItem{Clause: "k", From: "b", Amount: 1})
	}
	c, a := family([]data.Clause{pay}, items)
	want := "蒋建明、徐䶮各于2026年8月31日前给付蒋玉凤借款人民币伍仟玖佰元整（￥5900.00），分三期付清。"
	if got := ClauseText(c, a, &a.Clauses[0]); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestItems(t *testing.T) {
	items := []data.PerformanceItem{
		{From: "b", To: "a", Amount: 80000, Method: data.Cash, Due: date("2026-03-31")},
		{From: "b", To: "a", Amount: 80000, Method: data.Cash, Due: date("2026-03-24")},
		{From: "c", To: "a", Amount: 60000, Thing: "赡养费", Monthly: true, Due: date("2026-05-05")},
		{From: "a", Thing: "修复屋瓦", Due: date("2026-04-10")},
		{Thing: "清理水沟"},
	}
	c, a := family(nil, items)
	want := []string{
		"蒋建明于2026年3月31日前以现金方式给付蒋玉凤人民币捌佰元整（￥800.00）。",
		"蒋建明于2026年3月24日当场以现金方式给付蒋玉凤人民币捌佰元整（￥800.00）。",
		"自2026年5月起，徐䶮于每月5日前给付蒋玉凤赡养费人民币陆佰元整（￥600.00）。",
		"蒋玉凤于2026年4月10日前修复屋瓦。",
		"双方清理水沟。",
	}
	if d := cmp.Diff(want, Items(c, a)); d != "" {
		t.Errorf("sentences (-want +got):\n%s", d)
	}
	wantCells := [][]string{
		{"蒋建明", "给付蒋玉凤", "2026年3月31日前", "现金", "800.00"},
		{"蒋建明", "给付蒋玉凤", "2026年3月24日当场", "现金", "800.00"},
		{"徐䶮", "给付蒋玉凤赡养费", "自2026年5月起每月5日前", "", "600.00"},
		{"蒋玉凤", "修复屋瓦", "2026年4月10日前", "", ""},
		{"双方", "清理水沟", "", "", ""},
	}
	var cells [][]string
	for i := range a.Items {
		cells = append(cells, Cells(c, a, &a.Items[i]))
	}
	if d := cmp.Diff(wantCells, cells); d != "" {
		t.Errorf("cells (-want +got):\n%s", d)
	}
	if len(CellHeads) != len(cells[0]) {
		t.Errorf("%d heads over %d cells", len(CellHeads), len(cells[0]))
	}
}

// Papers name the parties as they were when the agreement was printed.
func TestClauses_FrozenNames(t *testing.T) {
	c, a := family([]data.Clause{{Kind: data.DoAct, From: ids("b"), Purpose: "搬离"}}, nil)
	a.Parties, a.FrozenOn = append([]data.Party(nil), c.Parties...), date("2026-03-24")
	c.Parties[1].Name = "蒋建民"
	if got := Clauses(c, a)[0]; got != "蒋建明搬离。" {
		t.Errorf("got %s", got)
	}
}

// A supplement says which items of the earlier agreement are no longer owed, or that all of it is replaced.
func TestAmendsPhrase_Replaces(t *testing.T) {
	c, first := family([]data.Clause{{ID: "c", Kind: data.PayMoney}}, []data.PerformanceItem{
		{ID: "i", Clause: "c", From: "b", To: "a", Amount: 80000, Due: date("2026-03-31")},
		{ID: "j", Clause: "c", From: "c", Thing: "修复屋瓦", Due: date("2026-04-10")},
	})
	first.EffectiveOn = first.On
	for want, replaces := range map[string][]data.ElementID{
		"本协议是对2026年3月24日达成的协议（第1版）的补充。":      nil,
		"本协议代替2026年3月24日达成的协议（第1版），原协议不再履行。": {"i", "g"},
		"本协议是对2026年3月24日达成的协议（第1版）的补充，以下原定事项不再履行：" +
			"1、蒋建明于2026年3月31日前给付蒋玉凤人民币捌佰元整（￥800.00）。2、徐䶮于2026年4月10日前修复屋瓦。": {"i", "j"},
	} {
		second := data.Agreement{ID: "n", Amends: "g", Replaces: replaces}
		if got := AmendsPhrase(c, &second); got != want {
			t.Errorf("replaces %v: %s", replaces, got)
		}
	}
}
