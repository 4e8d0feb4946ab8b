"""Films from East Asia and Europe."""

from datetime import date

from .model import Film

WORLD_FILMS: tuple[Film, ...] = (
    Film(
        name="Parasite",
        original_language="Korean",
        languages=("Korean", "English"),
        genres=("Thriller", "Drama"),
        runtime_minutes=132,
        director="Bong Joon-ho",
        cast=("Song Kang-ho", "Lee Sun-kyun", "Cho Yeo-jeong", "Choi Woo-shik", "Park So-dam"),
        released_on=date(2019, 5, 30),
        certificate="A",
        overview=(
            "One by one a family from a basement flat takes every job in a house on "
            "the hill, until the bell rings in the rain."
        ),
        tagline="Mind the stairs.",
        rating_tenths=85,
    ),
    Film(
        name="Spirited Away",
        original_language="Japanese",
        languages=("Japanese", "English"),
        genres=("Animation", "Fantasy"),
        runtime_minutes=125,
        director="Hayao Miyazaki",
        cast=("Rumi Hiiragi", "Miyu Irino", "Mari Natsuki", "Takashi Naito"),
        released_on=date(2001, 7, 20),
        certificate="U",
        overview=(
            "Ten-year-old Chihiro takes work in a bathhouse for spirits to win back "
            "her parents, and her own name."
        ),
        tagline="Hold on to your name.",
        rating_tenths=86,
    ),
    Film(
        name="Seven Samurai",
        original_language="Japanese",
        languages=("Japanese",),
        genres=("Action", "Drama"),
        runtime_minutes=207,
        director="Akira Kurosawa",
        cast=("Toshiro Mifune", "Takashi Shimura", "Isao Kimura", "Keiko Tsushima"),
        released_on=date(1954, 4, 26),
        certificate="UA",
        overview=(
            "Farmers with nothing but rice to offer hire seven masterless swordsmen "
            "against the bandits who come with the harvest."
        ),
        tagline="Rice, rain and seven swords.",
        rating_tenths=86,
    ),
    Film(
        name="Godzilla Minus One",
        original_language="Japanese",
        languages=("Japanese", "English"),
        genres=("Science fiction", "Action"),
        runtime_minutes=125,
        director="Takashi Yamazaki",
        cast=("Ryunosuke Kamiki", "Minami Hamabe", "Yuki Yamada", "Munetaka Aoki"),
        released_on=date(2023, 11, 3),
        certificate="UA",
        overview=(
            "A pilot who did not die in the war comes home to a city in ashes, and "
            "something rises from the sea."
        ),
        tagline="After nothing, less.",
        rating_tenths=77,
    ),
    Film(
        name="Perfect Days",
        original_language="Japanese",
        languages=("Japanese",),
        genres=("Drama",),
        runtime_minutes=124,
        director="Wim Wenders",
        cast=("Koji Yakusho", "Tokio Emoto", "Arisa Nakano", "Aoi Yamada"),
        released_on=date(2023, 12, 22),
        certificate="UA",
        overview=(
            "Hirayama cleans the public toilets of Tokyo, listens to cassettes, "
            "photographs leaves, and that is nearly all."
        ),
        tagline="Next time is next time. Now is now.",
        rating_tenths=79,
    ),
    Film(
        name="In the Mood for Love",
        original_language="Cantonese",
        languages=("Cantonese",),
        genres=("Drama", "Romance"),
        runtime_minutes=98,
        director="Wong Kar-wai",
        cast=("Tony Leung Chiu-wai", "Maggie Cheung", "Rebecca Pan"),
        released_on=date(2000, 9, 29),
        certificate="UA",
        overview=(
            "Two neighbours in Hong Kong find out what their husband and wife are "
            "doing, and resolve not to do the same."
        ),
        tagline="They only rehearsed.",
        rating_tenths=81,
    ),
    Film(
        name="Amélie",
        original_language="French",
        languages=("French",),
        genres=("Comedy", "Romance"),
        runtime_minutes=122,
        director="Jean-Pierre Jeunet",
        cast=("Audrey Tautou", "Mathieu Kassovitz", "Rufus", "Dominique Pinon"),
        released_on=date(2001, 4, 25),
        certificate="UA",
        overview=(
            "A waitress of Montmartre repairs other people's lives in secret, until "
            "it is time to look at her own."
        ),
        tagline="Small kindnesses, carefully planned.",
        rating_tenths=83,
    ),
    Film(
        name="Portrait of a Lady on Fire",
        original_language="French",
        languages=("French",),
        genres=("Drama", "Romance"),
        runtime_minutes=122,
        director="Céline Sciamma",
        cast=("Noémie Merlant", "Adèle Haenel", "Luàna Bajrami", "Valeria Golino"),
        released_on=date(2019, 9, 18),
        certificate="A",
        overview=(
            "On an island in Brittany a painter has to portray a bride who does not "
            "want to be seen, by looking at her on their walks."
        ),
        tagline="Do not turn round. Turn round.",
        rating_tenths=81,
    ),
    Film(
        name="Anatomy of a Fall",
        original_language="French",
        languages=("French", "English"),
        genres=("Drama", "Thriller"),
        runtime_minutes=151,
        director="Justine Triet",
        cast=("Sandra Hüller", "Swann Arlaud", "Milo Machado-Graner", "Antoine Reinartz"),
        released_on=date(2023, 8, 23),
        certificate="A",
        overview=(
            "A writer's husband is found dead in the snow below their chalet, and "
            "their son is the only witness."
        ),
        tagline="A marriage takes the stand.",
        rating_tenths=77,
    ),
)
