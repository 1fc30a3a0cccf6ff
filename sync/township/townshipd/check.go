package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"woshou/data"
	"woshou/sync/township"
	"woshou/sync/township/ledger"
)

// check reads everything and says what is wrong; first whether there is room on the disk,
// without which the copy of a running server's data may not come about.
func check(ctx context.Context, c *call) error {
	words, running := township.AskDisk(ctx, c.dir)
	c.tell(words)
	return c.read(ctx, func(s *township.Server) error {
		if errors.Is(running, township.ErrNoServer) {
			c.tell(s.Disk(ctx))
		}
		found, err := s.Check(ctx)
		if err != nil {
			return err
		}
		return c.report(found, "数据完整：每条记录都在自己的链上，每个数字都等于重新核算的结果。")
	})
}

// tell writes sentences, one a line.
func (c *call) tell(words []string) {
	for _, w := range words {
		fmt.Fprintln(c.out, w)
	}
}

// recount compares the kept totals with a recount, and repairs them when asked.
func recount(ctx context.Context, c *call) error {
	do := func(s *township.Server) error {
		found, err := s.Recount(ctx, c.repair)
		if err != nil {
			return err
		}
		if c.repair && len(found) > 0 {
			fmt.Fprintln(c.out, "下列各项已按重新核算的结果改正（“记录链”只报告、不改）：")
		}
		return c.report(found, "重新核算的结果与现有统计完全一致。")
	}
	if !c.repair {
		return c.read(ctx, do)
	}
	if err := c.exists(); err != nil {
		return err
	}
	s, err := c.open(c.dir, c.store)
	if err != nil {
		return err
	}
	err = do(s)
	if closed := s.Close(); closed != nil {
		return closed
	}
	return err
}

// report lists what differs; fine is said when nothing does.
func (c *call) report(found []township.Difference, fine string) error {
	if len(found) == 0 {
		_, err := fmt.Fprintln(c.out, fine)
		return err
	}
	for _, d := range found {
		fmt.Fprintf(c.out, "%s：%s", kindNames[d.What], d.Village)
		switch d.What {
		case township.DifferentRow:
			fmt.Fprintf(c.out, " 案件 %s", d.Case)
		case township.DifferentTally:
			fmt.Fprintf(c.out, " %s，记有 %s，应为 %s", tallyName(d.Tally), tallyWords(d.Kept), tallyWords(d.Counted))
		case township.DifferentSum:
			fmt.Fprintf(c.out, " 记有 %d 件，应为 %d 件", d.Kept.Cases, d.Counted.Cases)
		}
		fmt.Fprintln(c.out)
	}
	fmt.Fprintf(c.out, "共 %d 处。数据没有丢：先备份，再运行 townshipd recount --repair；“记录链”有问题时请用备份恢复。\n", len(found))
	return errDifferent
}

// tallyName says what a tally counts.
func tallyName(k ledger.TallyKey) string {
	words := []string{data.Figures.Name(string(k.Figure)), k.Month.String()}
	if k.Since != 0 {
		words = append(words, k.Since.String()+"收到的")
	}
	if k.Type != "" {
		words = append(words, data.DisputeTypes.Name(string(k.Type)))
	}
	if k.Outcome != "" {
		words = append(words, data.Outcomes.Name(string(k.Outcome)))
	}
	return strings.Join(words, " ")
}

func tallyWords(t data.Tally) string {
	return fmt.Sprintf("%d件、%d人、%s元", t.Cases, t.People, t.Amount.Grouped())
}

var kindNames = map[township.DifferenceKind]string{
	township.DifferentStream: "记录链", township.DifferentRow: "案件行", township.DifferentSum: "村的合计",
	township.DifferentTally: "统计数", township.DifferentChain: "记录链（电脑）",
}
