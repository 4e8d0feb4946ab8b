"""Films from India."""

from datetime import date

from .model import Film

INDIAN_FILMS: tuple[Film, ...] = (
    Film(
        name="3 Idiots",
        original_language="Hindi",
        languages=("Hindi",),
        genres=("Comedy", "Drama"),
        runtime_minutes=170,
        director="Rajkumar Hirani",
        cast=("Aamir Khan", "R. Madhavan", "Sharman Joshi", "Kareena Kapoor", "Boman Irani"),
        released_on=date(2009, 12, 25),
        certificate="UA",
        overview=(
            "Two friends drive across India to find the third, the one who taught "
            "them at engineering college that learning and marks are not the same "
            "thing."
        ),
        tagline="Learn first. The marks will follow.",
        rating_tenths=84,
    ),
    Film(
        name="RRR",
        original_language="Telugu",
        languages=("Telugu", "Hindi", "Tamil", "Kannada"),
        genres=("Action", "Drama"),
        runtime_minutes=182,
        director="S. S. Rajamouli",
        cast=("N. T. Rama Rao Jr.", "Ram Charan", "Alia Bhatt", "Ajay Devgn", "Olivia Morris"),
        released_on=date(2022, 3, 25),
        certificate="UA",
        overview=(
            "In the 1920s a forest guardian and a policeman become brothers without "
            "knowing that they stand on opposite sides of the same fight against the "
            "Raj."
        ),
        tagline="Fire meets water.",
        rating_tenths=78,
    ),
    Film(
        name="Kantara",
        original_language="Kannada",
        languages=("Kannada", "Hindi", "Telugu", "Tamil"),
        genres=("Action", "Thriller"),
        runtime_minutes=148,
        director="Rishab Shetty",
        cast=("Rishab Shetty", "Sapthami Gowda", "Kishore", "Achyuth Kumar"),
        released_on=date(2022, 9, 30),
        certificate="UA",
        overview=(
            "A village champion of coastal Karnataka quarrels with a forest officer "
            "over land that a king once promised to a god."
        ),
        tagline="The forest keeps every promise.",
        rating_tenths=82,
    ),
    Film(
        name="The Lunchbox",
        original_language="Hindi",
        languages=("Hindi",),
        genres=("Drama", "Romance"),
        runtime_minutes=104,
        director="Ritesh Batra",
        cast=("Irrfan Khan", "Nimrat Kaur", "Nawazuddin Siddiqui"),
        released_on=date(2013, 9, 20),
        certificate="U",
        overview=(
            "A tiffin delivered to the wrong desk in Mumbai starts a correspondence "
            "between a young wife and a widower about to retire."
        ),
        tagline="The wrong address, the right reader.",
        rating_tenths=78,
    ),
    Film(
        name="Pather Panchali",
        original_language="Bengali",
        languages=("Bengali",),
        genres=("Drama",),
        runtime_minutes=125,
        director="Satyajit Ray",
        cast=(
            "Subir Banerjee",
            "Kanu Banerjee",
            "Karuna Banerjee",
            "Uma Das Gupta",
            "Chunibala Devi",
        ),
        released_on=date(1955, 8, 26),
        certificate="U",
        overview=(
            "Apu and his sister Durga grow up in a Bengal village where there is "
            "little to eat and a whole world to look at."
        ),
        tagline="A train, far away, through the grass.",
        rating_tenths=82,
    ),
    Film(
        name="Sholay",
        original_language="Hindi",
        languages=("Hindi",),
        genres=("Action", "Adventure"),
        runtime_minutes=204,
        director="Ramesh Sippy",
        cast=(
            "Dharmendra",
            "Sanjeev Kumar",
            "Hema Malini",
            "Amitabh Bachchan",
            "Jaya Bhaduri",
            "Amjad Khan",
        ),
        released_on=date(1975, 8, 15),
        certificate="UA",
        overview=(
            "A retired policeman hires two good-hearted thieves to catch the bandit "
            "who took everything from him."
        ),
        tagline="Two coins, one side.",
        rating_tenths=81,
    ),
    Film(
        name="12th Fail",
        original_language="Hindi",
        languages=("Hindi",),
        genres=("Drama", "Biography"),
        runtime_minutes=147,
        director="Vidhu Vinod Chopra",
        cast=("Vikrant Massey", "Medha Shankr", "Anant V Joshi", "Anshumaan Pushkar"),
        released_on=date(2023, 10, 27),
        certificate="U",
        overview=(
            "A boy from Chambal who failed his last school year sets out to pass the "
            "hardest examination in the country, again and again."
        ),
        tagline="Restart.",
        rating_tenths=87,
    ),
    Film(
        name="Manjummel Boys",
        original_language="Malayalam",
        languages=("Malayalam", "Tamil"),
        genres=("Thriller", "Adventure"),
        runtime_minutes=135,
        director="Chidambaram",
        cast=("Soubin Shahir", "Sreenath Bhasi", "Balu Varghese", "Ganapathi"),
        released_on=date(2024, 2, 22),
        certificate="UA",
        overview=(
            "On an outing to Kodaikanal one of a group of friends falls into a cave "
            "that nobody has come out of."
        ),
        tagline="Nobody goes home without him.",
        rating_tenths=82,
    ),
    Film(
        name="Andhadhun",
        original_language="Hindi",
        languages=("Hindi",),
        genres=("Thriller", "Comedy"),
        runtime_minutes=139,
        director="Sriram Raghavan",
        cast=("Ayushmann Khurrana", "Tabu", "Radhika Apte", "Anil Dhawan"),
        released_on=date(2018, 10, 5),
        certificate="UA",
        overview=(
            "A pianist who is not quite what he says he is plays at a flat where "
            "something happens that he should not have seen."
        ),
        tagline="What did the piano see?",
        rating_tenths=82,
    ),
    Film(
        name="Gully Boy",
        original_language="Hindi",
        languages=("Hindi",),
        genres=("Drama", "Music"),
        runtime_minutes=153,
        director="Zoya Akhtar",
        cast=(
            "Ranveer Singh",
            "Alia Bhatt",
            "Siddhant Chaturvedi",
            "Vijay Varma",
            "Kalki Koechlin",
        ),
        released_on=date(2019, 2, 14),
        certificate="UA",
        overview=(
            "A student from Dharavi writes down what he sees around him and finds that it rhymes."
        ),
        tagline="His lane, his beat, his turn.",
        rating_tenths=79,
    ),
    Film(
        name="Vikram",
        original_language="Tamil",
        languages=("Tamil", "Telugu", "Hindi"),
        genres=("Action", "Thriller"),
        runtime_minutes=174,
        director="Lokesh Kanagaraj",
        cast=("Kamal Haasan", "Vijay Sethupathi", "Fahadh Faasil", "Suriya"),
        released_on=date(2022, 6, 3),
        certificate="UA",
        overview=(
            "A team hunting masked killers finds that one of the dead may not be a victim at all."
        ),
        tagline="Once an agent.",
        rating_tenths=83,
    ),
    Film(
        name="Jawan",
        original_language="Hindi",
        languages=("Hindi", "Tamil", "Telugu"),
        genres=("Action", "Thriller"),
        runtime_minutes=169,
        director="Atlee",
        cast=("Shah Rukh Khan", "Nayanthara", "Vijay Sethupathi", "Deepika Padukone"),
        released_on=date(2023, 9, 7),
        certificate="UA",
        overview=(
            "A man hijacks a metro train with six women at his side and asks the "
            "country for what it owes its people."
        ),
        tagline="Ready when you are.",
        rating_tenths=70,
    ),
    Film(
        name="All We Imagine as Light",
        original_language="Malayalam",
        languages=("Malayalam", "Hindi"),
        genres=("Drama",),
        runtime_minutes=118,
        director="Payal Kapadia",
        cast=("Kani Kusruti", "Divya Prabha", "Chhaya Kadam", "Hridhu Haroon"),
        released_on=date(2024, 10, 2),
        certificate="A",
        overview=(
            "Two nurses who share a flat in Mumbai, and a cook who is about to lose "
            "hers, go to the sea and let a few things out into the open."
        ),
        tagline="The city takes time away. The sea gives some back.",
        rating_tenths=71,
    ),
)
