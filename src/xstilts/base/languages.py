"""The languages of XTREME and XTREME-R, by the codes that the benchmarks use."""

XTREME = tuple(
    "af ar bg bn de el en es et eu fa fi fr he hi hu id it ja jv ka kk ko ml mr ms my nl pt ru sw ta te th tl tr ur vi "
    "yo zh".split()
)
"""The 40 languages of XTREME."""

XTREME_R = tuple(sorted((*XTREME, *"az gu ht lt pa pl qu ro uk wo".split())))
"""The 50 languages of XTREME-R."""
