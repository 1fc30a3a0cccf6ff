package search

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"woshou/data"
)

// Invented people and texts. Words occur as unevenly as in real files: some in nearly
// every case, most in few.
var (
	families = []rune("叶张俞何王陈赵金骆黄杨楼斯蒋周钱徐寿郦孙曾单解章")
	given    = []rune("建国根土伟桂英海燕志强彩娟阿水喆秀莲平大玉凤明军丽天雨桐立永康小红𬭎𫖯䶮𤧛𨱔")
	firms    = []string{"示例县宏达建筑工程有限公司", "示例县青禾农机专业合作社", "示例县好又多超市", "示例县美家物业服务有限公司"}
	common   = []string{
		"双方当事人", "经人民调解委员会调解", "自愿达成如下协议", "申请人", "被申请人", "的", "了", "因", "表示", "调解员", "双方发生", "医药费", "赔偿",
		"人民币", "元", "本协议自签字之日起生效", "今后不得", "村民", "于", "年", "月", "日", "前", "一次性付清", "协商未果", "要求", "同意", "分歧较大",
		"修房时瓦片碰落邻家屋瓦", "悬挂遮挡物", "推搡", "手臂擦伤", "共用墙基", "滴水檐", "退让三十厘米", "电动三轮车相撞", "左腕骨折",
		"收割机作业面积", "安置小区漏水", "拒交物业费", "毛竹林界址不清", "山权证", "赡养费", "借条", "分期归还", "持刀扬言", "祖宅", "水渠中线",
	}
	rare = invented(40_000)
)

// invented makes words of two to four characters.
func invented(n int) []string {
	r := rand.New(rand.NewPCG(7, 7))
	out := make([]string, n)
	for i := range out {
		for range 2 + r.IntN(3) {
			// The characters are not equally usual either.
			out[i] += string(rune(0x4E00 + int(3500*math.Pow(r.Float64(), 3))*5))
		}
	}
	return out
}

// words returns a text of about n characters.
func words(r *rand.Rand, n int) string {
	var b strings.Builder
	for b.Len() < 3*n {
		switch r.IntN(10) {
		case 0:
			fmt.Fprintf(&b, "%d", r.IntN(20000))
		case 1, 2, 3, 4:
			b.WriteString(common[int(float64(len(common))*math.Pow(r.Float64(), 2))])
		default:
			b.WriteString(rare[int(float64(len(rare))*math.Pow(r.Float64(), 3))])
		}
		if r.IntN(4) == 0 {
			b.WriteString("，")
		}
	}
	return b.String()
}

func name(r *rand.Rand) string {
	if r.IntN(12) == 0 {
		return firms[r.IntN(len(firms))]
	}
	out := string(families[r.IntN(len(families))])
	for range 1 + r.IntN(2) {
		out += string(given[r.IntN(len(given))])
	}
	return out
}

func element(r *rand.Rand) data.ElementID { return data.ElementID(fmt.Sprintf("%016x", r.Uint64())) }

// newCase invents a case with about 1.7 KB of text.
func newCase(r *rand.Rand, n int) *data.Case {
	c := &data.Case{
		ID: data.CaseID{byte(n), byte(n >> 8), byte(n >> 16)}, Status: data.Mediating, Type: "02", Year: 2020 + n%6, Seq: n,
		Number: fmt.Sprintf("（%d）示清东人调字第%03d号", 2020+n%6, n), Place: "东篱村晒谷场",
		Summary: words(r, 130), Requests: words(r, 30),
		Mediators: []data.Assignment{{Name: "郦小红"}},
	}
	for range 2 + r.IntN(2) {
		c.Parties = append(c.Parties, data.Party{
			ID: element(r), Name: name(r), Phone: fmt.Sprintf("1390000%04d", r.IntN(10000)),
			IDNumber: data.ResidentID(fmt.Sprintf("339921%04d%02d%02d%04d", 1940+r.IntN(70), 1+r.IntN(12), 1+r.IntN(28), r.IntN(10000))),
			Address:  fmt.Sprintf("清溪镇东篱村%d组%d号", r.IntN(12)+1, r.IntN(90)+1),
		})
	}
	for range 1 + r.IntN(3) {
		c.Sessions = append(c.Sessions, data.Session{Place: "村调解室", Notes: words(r, 80)})
	}
	if r.IntN(2) == 0 {
		c.Inquiries = []data.Inquiry{{Person: name(r), Notes: words(r, 40)}}
		c.Evidence = []data.Evidence{{Title: words(r, 5)}}
		c.FollowUps = []data.FollowUp{{Text: words(r, 20)}}
		c.Agreements = []data.Agreement{{Facts: words(r, 40), Clauses: []data.Clause{{Purpose: "医药费", Text: words(r, 30)}}}}
	}
	return c
}
