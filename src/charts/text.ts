/*
Widths of letters of PT Sans in thousandths of the font size. The server has no canvas to measure with, and a guess
of one full size per Cyrillic letter makes labels collide with nothing and vanish.
*/
const LATIN_REGULAR =
  '267 305 335 545 545 773 814 218 280 280 351 505 225 360 214 354 545 545 545 545 545 545 545 545 545 545 ' +
  '219 256 505 505 505 436 1064 585 584 571 654 536 517 612 672 291 291 610 517 791 673 684 559 684 595 531 ' +
  '555 652 568 828 618 558 545 304 380 304 500 408 280 496 540 451 538 508 319 537 547 268 267 479 292 812 ' +
  '547 536 541 537 340 421 339 539 482 735 515 466 447 346 238 346 505'
const LATIN_BOLD =
  '253 294 402 567 567 840 814 254 327 327 378 527 252 360 246 408 567 567 567 567 567 567 567 567 567 567 ' +
  '269 290 527 527 527 454 1059 605 591 559 647 522 508 609 651 285 334 620 514 800 657 670 572 670 602 530 ' +
  '568 627 602 862 633 592 539 324 424 324 500 444 316 496 536 433 539 508 321 536 545 269 268 491 294 805 ' +
  '545 537 540 536 351 422 349 538 477 721 525 478 458 371 227 371 527'
const CYRILLIC_REGULAR =
  '585 550 584 442 669 536 806 541 681 681 610 624 791 672 684 659 559 571 555 553 780 618 687 605 877 913 ' +
  '630 769 555 577 893 569 496 536 499 369 541 508 659 441 546 546 478 503 645 540 536 535 541 451 398 466 ' +
  '680 515 548 490 736 753 497 660 464 465 719 475'
const CYRILLIC_BOLD =
  '605 570 591 458 691 522 839 526 666 666 620 623 800 651 670 639 572 559 568 568 802 633 682 606 861 911 ' +
  '664 798 569 574 897 580 496 537 505 376 568 508 693 432 545 545 489 515 666 537 537 532 540 433 418 478 ' +
  '700 525 559 505 754 783 539 703 490 459 734 503'

const OTHERS: Readonly<Record<string, number>> = {
  Ё: 536,
  ё: 508,
  '—': 820,
  '–': 660,
  '−': 505,
  '…': 780,
  '«': 480,
  '»': 480,
  '№': 1025,
  '₽': 545,
  '€': 545,
  '\u00a0': 267,
  '\u202f': 267,
  '·': 267,
  '×': 505,
  '°': 350,
  '\n': 0,
}

const tables = {
  regular: widths(LATIN_REGULAR, CYRILLIC_REGULAR),
  bold: widths(LATIN_BOLD, CYRILLIC_BOLD),
}

/** letters of other alphabets: wide enough for most, a full square for Chinese, Japanese, Korean and emoji */
const UNKNOWN_WIDTH = 620
const SQUARE_WIDTH = 1000
const FIRST_SQUARE = 0x2e80

/** How wide the text is in PT Sans, in pixels. Other sans-serif faces differ by a few percent. */
export function textWidth(text: string, size: number, weight: 'regular' | 'bold' = 'regular'): number {
  const table = tables[weight]
  let thousandths = 0
  for (const letter of text) {
    thousandths += table.get(letter) ?? ((letter.codePointAt(0) ?? 0) >= FIRST_SQUARE ? SQUARE_WIDTH : UNKNOWN_WIDTH)
  }
  return (thousandths * size) / 1000
}

/** The text cut to a width, with `…` where something is missing. */
export function cutText(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text
  const letters = [...text]
  while (letters.length > 1 && textWidth(`${letters.join('').trimEnd()}…`, size) > width) letters.pop()
  return `${letters.join('').trimEnd()}…`
}

/** The text broken at spaces into at most `lines` lines of a width; the last line is cut where it does not fit. */
export function wrapText(text: string, width: number, size: number, lines: number): string[] {
  const done: string[] = []
  let line = ''
  const words = text.split(/[ \n]+/).filter(Boolean)
  for (const [index, word] of words.entries()) {
    const longer = line ? `${line} ${word}` : word
    if (line === '' || textWidth(longer, size) <= width) {
      line = longer
      continue
    }
    if (done.length === lines - 1) return [...done, cutText([line, ...words.slice(index)].join(' '), width, size)]
    done.push(cutText(line, width, size))
    line = word
  }
  return [...done, cutText(line, width, size)]
}

/** The widest word: what a column must hold to wrap the text without cutting words. */
export const widestWord = (text: string, size: number): number =>
  Math.max(0, ...text.split(/[ \n]+/).map((word) => textWidth(word, size)))

function widths(latin: string, cyrillic: string): ReadonlyMap<string, number> {
  const table = new Map(Object.entries(OTHERS))
  const add = (first: number, list: string) =>
    list.split(' ').forEach((width, index) => table.set(String.fromCharCode(first + index), Number(width)))
  add(0x20, latin)
  add(0x410, cyrillic)
  return table
}
