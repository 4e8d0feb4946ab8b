"""Films in English."""

from datetime import date

from .model import Film

ENGLISH_FILMS: tuple[Film, ...] = (
    Film(
        name="Dune: Part Two",
        original_language="English",
        languages=("English", "Hindi"),
        genres=("Science fiction", "Adventure"),
        runtime_minutes=166,
        director="Denis Villeneuve",
        cast=("Timothée Chalamet", "Zendaya", "Rebecca Ferguson", "Austin Butler", "Javier Bardem"),
        released_on=date(2024, 3, 1),
        certificate="UA",
        overview=(
            "Among the Fremen of Arrakis, Paul Atreides has to choose between the "
            "woman he loves and a war that he has already seen."
        ),
        tagline="He has seen how it ends.",
        rating_tenths=85,
    ),
    Film(
        name="Oppenheimer",
        original_language="English",
        languages=("English", "Hindi"),
        genres=("Drama", "History"),
        runtime_minutes=180,
        director="Christopher Nolan",
        cast=("Cillian Murphy", "Emily Blunt", "Robert Downey Jr.", "Matt Damon", "Florence Pugh"),
        released_on=date(2023, 7, 21),
        certificate="UA",
        overview=(
            "The physicist who led the making of the atomic bomb, and the hearing "
            "that took his name apart afterwards."
        ),
        tagline="Theory takes you only so far.",
        rating_tenths=83,
    ),
    Film(
        name="Interstellar",
        original_language="English",
        languages=("English", "Hindi"),
        genres=("Science fiction", "Drama"),
        runtime_minutes=169,
        director="Christopher Nolan",
        cast=("Matthew McConaughey", "Anne Hathaway", "Jessica Chastain", "Michael Caine"),
        released_on=date(2014, 11, 7),
        certificate="UA",
        overview=(
            "With the earth running out of food, a pilot leaves his children for a "
            "voyage on which hours cost years."
        ),
        tagline="Every hour out there is a birthday here.",
        rating_tenths=87,
    ),
    Film(
        name="Inside Out 2",
        original_language="English",
        languages=("English", "Hindi"),
        genres=("Animation", "Family"),
        runtime_minutes=96,
        director="Kelsey Mann",
        cast=("Amy Poehler", "Maya Hawke", "Kensington Tallman", "Phyllis Smith", "Lewis Black"),
        released_on=date(2024, 6, 14),
        certificate="U",
        overview=(
            "Riley turns thirteen, and Anxiety moves into headquarters with more "
            "luggage than anyone."
        ),
        tagline="Make room in there.",
        rating_tenths=75,
    ),
    Film(
        name="Spider-Man: Into the Spider-Verse",
        original_language="English",
        languages=("English", "Hindi"),
        genres=("Animation", "Action"),
        runtime_minutes=117,
        director="Bob Persichetti, Peter Ramsey and Rodney Rothman",
        cast=(
            "Shameik Moore",
            "Jake Johnson",
            "Hailee Steinfeld",
            "Mahershala Ali",
            "Brian Tyree Henry",
        ),
        released_on=date(2018, 12, 14),
        certificate="UA",
        overview=(
            "Miles Morales of Brooklyn has just been bitten when Spider-People of "
            "other universes begin to fall into his."
        ),
        tagline="One leap is all it takes.",
        rating_tenths=84,
    ),
    Film(
        name="Mad Max: Fury Road",
        original_language="English",
        languages=("English",),
        genres=("Action", "Adventure"),
        runtime_minutes=120,
        director="George Miller",
        cast=("Tom Hardy", "Charlize Theron", "Nicholas Hoult", "Hugh Keays-Byrne"),
        released_on=date(2015, 5, 15),
        certificate="A",
        overview=(
            "A drifter and a rebel driver flee across a desert with five women and an "
            "army of engines behind them."
        ),
        tagline="Do not stop. Do not look back. Then turn round.",
        rating_tenths=81,
    ),
    Film(
        name="The Grand Budapest Hotel",
        original_language="English",
        languages=("English",),
        genres=("Comedy", "Drama"),
        runtime_minutes=99,
        director="Wes Anderson",
        cast=(
            "Ralph Fiennes",
            "Tony Revolori",
            "F. Murray Abraham",
            "Saoirse Ronan",
            "Willem Dafoe",
        ),
        released_on=date(2014, 3, 7),
        certificate="UA",
        overview=(
            "A concierge of perfect manners, his lobby boy, a stolen painting and a "
            "Europe about to lose its own."
        ),
        tagline="Service to the very end.",
        rating_tenths=81,
    ),
    Film(
        name="Everything Everywhere All at Once",
        original_language="English",
        languages=("English",),
        genres=("Comedy", "Science fiction"),
        runtime_minutes=139,
        director="Daniel Kwan and Daniel Scheinert",
        cast=("Michelle Yeoh", "Stephanie Hsu", "Ke Huy Quan", "Jamie Lee Curtis", "James Hong"),
        released_on=date(2022, 3, 25),
        certificate="A",
        overview=(
            "While her laundrette is being audited, a tired mother learns that she "
            "has to save every universe in which she lives."
        ),
        tagline="Taxes first. Then the multiverse.",
        rating_tenths=78,
    ),
    Film(
        name="Past Lives",
        original_language="English",
        languages=("English",),
        genres=("Drama", "Romance"),
        runtime_minutes=105,
        director="Celine Song",
        cast=("Greta Lee", "Teo Yoo", "John Magaro"),
        released_on=date(2023, 6, 2),
        certificate="UA",
        overview=(
            "Two childhood friends from Seoul meet for a week in New York, "
            "twenty-four years and one marriage later."
        ),
        tagline="Who were we, and when?",
        rating_tenths=78,
    ),
    Film(
        name="Top Gun: Maverick",
        original_language="English",
        languages=("English", "Hindi"),
        genres=("Action", "Drama"),
        runtime_minutes=130,
        director="Joseph Kosinski",
        cast=("Tom Cruise", "Miles Teller", "Jennifer Connelly", "Jon Hamm", "Glen Powell"),
        released_on=date(2022, 5, 27),
        certificate="UA",
        overview=(
            "A test pilot who never wanted a desk returns to teach the son of the friend he lost."
        ),
        tagline="It is still the pilot.",
        rating_tenths=82,
    ),
    Film(
        name="WALL·E",
        original_language="English",
        languages=("English", "Hindi"),
        genres=("Animation", "Family"),
        runtime_minutes=98,
        director="Andrew Stanton",
        cast=("Ben Burtt", "Elissa Knight", "Jeff Garlin", "Sigourney Weaver"),
        released_on=date(2008, 6, 27),
        certificate="U",
        overview=(
            "The last robot on an abandoned earth tidies up, collects treasures and "
            "falls in love with a visitor from the sky."
        ),
        tagline="Seven hundred years of tidying. Then she lands.",
        rating_tenths=84,
    ),
    Film(
        name="Arrival",
        original_language="English",
        languages=("English",),
        genres=("Science fiction", "Drama"),
        runtime_minutes=116,
        director="Denis Villeneuve",
        cast=("Amy Adams", "Jeremy Renner", "Forest Whitaker", "Michael Stuhlbarg"),
        released_on=date(2016, 11, 11),
        certificate="UA",
        overview=(
            "A linguist is asked to find out what twelve silent ships have come to "
            "say, before somebody shoots."
        ),
        tagline="First, learn to say hello.",
        rating_tenths=79,
    ),
    Film(
        name="Casablanca",
        original_language="English",
        languages=("English",),
        genres=("Drama", "Romance"),
        runtime_minutes=102,
        director="Michael Curtiz",
        cast=("Humphrey Bogart", "Ingrid Bergman", "Paul Henreid", "Claude Rains"),
        released_on=date(1943, 1, 23),
        certificate="U",
        overview=(
            "In a town where everybody waits for papers, a bar owner holds two, and "
            "the woman who left him needs them."
        ),
        tagline="Round up everyone. Play it anyway.",
        rating_tenths=85,
    ),
)
