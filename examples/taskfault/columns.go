package main

import (
	"slices"
	"strings"

	"github.com/rivo/uniseg"
)

// gap stands between two columns.
const gap = "  "

// column is one of a table.
type column struct {
	title string
	most  int // columns of the terminal at most
	easy  int // it is made narrower than this only if nothing else helps
	least int // it is not made narrower than this

	width int
}

// cell is a text with its attribute.
type cell struct{ text, attribute string }

// fit gives every column the width of its widest cell, within its bounds, and
// then takes from the widest until all fit into width. It returns what they
// take, which is more than width where even the narrowest do not fit.
func fit(columns []column, rows [][]cell, width int) int {
	total := -len(gap)
	for i := range columns {
		c := &columns[i]
		c.width = uniseg.StringWidth(c.title)
		for _, r := range rows {
			c.width = max(c.width, uniseg.StringWidth(r[i].text))
		}
		c.width = min(c.width, c.most)
		total += c.width + len(gap)
	}
	total = shrink(columns, total, width, func(c column) int { return max(c.easy, c.least) })
	return shrink(columns, total, width, func(c column) int { return c.least })
}

// shrink takes from the column that has most to give, down to the floors, until
// the total fits.
func shrink(columns []column, total, width int, floor func(column) int) int {
	for ; total > width; total-- {
		widest, spare := -1, 0
		for i, c := range columns {
			if left := c.width - floor(c); left > spare {
				widest, spare = i, left
			}
		}
		if widest < 0 {
			break
		}
		columns[widest].width--
	}
	return total
}

// line sets a row: as many lines as its highest cell needs.
func (s style) line(columns []column, row []cell) []string {
	wrapped := make([][]string, len(row))
	height := 0
	for i, c := range row {
		wrapped[i] = wrap(c.text, columns[i].width)
		height = max(height, len(wrapped[i]))
	}
	lines := make([]string, height)
	for n := range lines {
		var b strings.Builder
		last := lastAt(wrapped, n)
		for i := range row[:last+1] {
			text := ""
			if n < len(wrapped[i]) {
				text = wrapped[i][n]
			}
			b.WriteString(s.paint(row[i].attribute, text))
			if i < last {
				b.WriteString(strings.Repeat(" ", max(columns[i].width-uniseg.StringWidth(text), 0)) + gap)
			}
		}
		lines[n] = b.String()
	}
	return lines
}

// lastAt is the last cell that has something on line n, so that no line ends in
// spaces.
func lastAt(wrapped [][]string, n int) int {
	for i, w := range slices.Backward(wrapped) {
		if n < len(w) && w[n] != "" {
			return i
		}
	}
	return 0
}

// header is the row of titles.
func header(columns []column) []cell {
	row := make([]cell, len(columns))
	for i, c := range columns {
		row[i] = cell{c.title, bold}
	}
	return row
}
