import pytest

from corpus.authorities import spoken_with_initials, with_initials


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Nehru, Jawaharlal", "Nehru, J."),
        ("Lodge, Henry Cabot, Jr.", "Lodge, H. C., Jr."),
        ("Chiang, Ching-kuo", "Chiang, C.-k."),
        ("King, Colonel J.C.", "King, J. C."),
        ("Chiang Kai-shek, Generalissimo", "Chiang Kai-shek"),
        ("Guterres, António Manuel de Oliveira", "Guterres, A. M. de O."),
    ],
)
def test_given_names_become_initials(name, short):
    assert with_initials(name) == short


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Stephen Mercado", "S. Mercado"),
        ("Ludwig van der Berg", "L. van der Berg"),
        ("A. B. Cole", "A. B. Cole"),
        ("7Brands", "7Brands"),
        ("NIDS Translation Team", "NIDS Translation Team"),
        ("University of Lund", "University of Lund"),
        ("נתן כהן", "נתן כהן"),
    ],
)
def test_what_is_not_plainly_a_person_is_left_alone(name, short):
    assert spoken_with_initials(name) == short
