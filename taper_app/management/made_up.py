"""People who do not exist, with names as common as they are: how often the commonest occur, and a long tail of rare ones."""

from datetime import date, timedelta
from itertools import accumulate
from secrets import SystemRandom

# About how many of 100,000 people in Britain have each name. What is left to 100,000 has one of very many that are rare.
FAMILY = """
Smith 1150 Jones 890 Williams 600 Taylor 540 Brown 530 Davies 450 Evans 370 Wilson 350 Thomas 330 Johnson 330
Roberts 310 Robinson 280 Thompson 280 Wright 270 Walker 270 White 260 Edwards 260 Hughes 250 Green 250
Hall 240 Lewis 240 Harris 240 Clarke 230 Patel 230 Jackson 230 Wood 220 Turner 210 Martin 210 Cooper 210
Hill 210 Ward 200 Morris 200 Moore 190 Clark 190 Lee 180 King 180 Baker 180 Harrison 180 Morgan 170 Allen 170
James 170 Scott 170 Phillips 160 Watson 160 Davis 160 Parker 150 Price 150 Bennett 150 Young 150 Griffiths 150
Mitchell 140 Kelly 140 Cook 140 Carter 140 Richardson 140 Bailey 140 Collins 130 Bell 130 Shaw 130 Murphy 130
Miller 130 Cox 130 Richards 130 Khan 130 Marshall 120 Anderson 120 Simpson 120 Ellis 120 Adams 120 Singh 120
Begum 120 Wilkinson 120 Foster 110 Chapman 110 Powell 110 Webb 110 Rogers 110 Gray 110 Mason 110 Ali 110
Hunt 100 Hussain 100 Campbell 100 Matthews 100 Owen 100 Palmer 100 Holmes 100 Mills 100 Barnes 100 Knight 100
Lloyd 90 Butler 90 Russell 90 Barker 90 Fisher 90 Stevens 90 Jenkins 90 Murray 90 Dixon 90 Harvey 90 Graham 80
Pearson 80 Ahmed 80 Fletcher 80 Walsh 80 Kaur 80 Gibson 80 Howard 80 Andrews 80 Stewart 80 Elliott 80
Reynolds 80 Payne 70 Fox 70 Ford 70 Pearce 70 Day 70 Brooks 70 West 70 Lawrence 70 Cole 70 Atkinson 70
Bradley 70 Spencer 70 Gill 70 Dawson 70 Watts 60 Burton 60 O’Brien 60 Rose 60 Francis 60 Wells 60 Perry 60
Hart 60 Stone 60 Saunders 60 Ryan 60
"""
GIVEN = """
David 2400 John 2300 Margaret 1500 Susan 1400 Peter 1400 Michael 1900 Paul 1500 Robert 1300 James 1300
Andrew 1300 Patricia 1000 Mary 1100 Stephen 900 Christopher 1000 Richard 900 Mark 1100 Elizabeth 900
Christine 800 Alan 700 Jean 700 Ian 800 William 900 Anthony 700 Jennifer 700 Karen 700 Helen 700 Julie 800
Linda 700 Sarah 1200 Anne 600 Brian 600 George 600 Kevin 600 Jacqueline 500 Thomas 900 Daniel 900 Matthew 900
Joanne 500 Barbara 500 Joan 500 Dorothy 400 Simon 600 Philip 500 Graham 400 Keith 400 Colin 400 Nicola 500
Claire 600 Deborah 500 Lisa 500 Emma 700 Laura 700 Rebecca 600 Rachel 500 Amanda 500 Tracey 400 Sandra 500
Pamela 400 Sheila 400 Maureen 400 Doreen 300 Carol 500 Janet 500 Gary 500 Martin 500 Nicholas 500 Timothy 300
Jonathan 500 Adam 500 Benjamin 400 Samuel 400 Joseph 500 Joshua 400 Jack 500 Ryan 400 Lee 400 Craig 300
Jason 400 Darren 400 Gillian 300 Hazel 200 Irene 300 Joyce 300 Kathleen 400 Catherine 400 Katherine 200
Louise 400 Michelle 500 Angela 500 Alison 400 Sharon 500 Wendy 300 Diane 300 Ann 400 Jane 400 Kenneth 500
Ronald 400 Raymond 300 Roger 300 Dennis 300 Derek 300 Charlotte 400 Jessica 400 Hannah 400 Amy 400 Sophie 400
Mohammed 500 Ali 100 Anna 200 Natalie 300 Victoria 400 Samantha 400 Kelly 300 Stuart 300 Neil 400 Edward 400
Charles 400 Frank 200 Eric 200 Sylvia 200
"""
PARTS = """
al an ar ba be bri bur ca chi cor da den dro ed el fen gar gil had hol in ka ker lan lo mar mel mo ner nor ol
or pen pra qui ra ren ro sa sel shi sta ta ther tol ul va ver wen wil yo za
"""
SEVERAL = PARTS.split()


class Names:
    """Draws names of a table, each as often as it is there."""

    def __init__(self, table: str, rare: int, chance: SystemRandom) -> None:
        told = table.split()
        self.rare = ["".join(chance.choices(SEVERAL, k=chance.choice((2, 3, 3)))).capitalize() for _ in range(rare)]
        self.names, often = told[::2], [int(each) for each in told[1::2]]
        self.upto, self.whole = list(accumulate(often)), max(100_000, sum(often))

    def draw(self, chance: SystemRandom) -> str:
        """A name of the table, or a rare one."""
        at = chance.randrange(self.whole)
        if at >= self.upto[-1]:
            return chance.choice(self.rare)
        return next(name for name, upto in zip(self.names, self.upto, strict=True) if at < upto)


def people(number: int, chance: SystemRandom) -> list[tuple[str, date]]:
    """So many names and dates of birth: adults of every age, from 18 to 95, in 2027."""
    family, given = Names(FAMILY, 20_000, chance), Names(GIVEN, 1_000, chance)
    first = date(1932, 1, 1)
    return [
        (f"{family.draw(chance)}, {given.draw(chance)}", first + timedelta(days=chance.randrange(28_000))) for _ in range(number)
    ]
