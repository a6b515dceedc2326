/* One loop over coded columns: what the machine can do at best, by which the engines are judged.
   A code or number below zero is unknown; `first` to `last` are the rows of one thread. */
#include <stdint.h>

void rows(int64_t first, int64_t last, const int32_t *born, const int8_t *hukou, const int32_t *fen,
          const int8_t *level, const int8_t *employment, const int16_t *months, const int32_t *bounds,
          const int8_t *entitled, int16_t *old_age, int16_t *disability, int8_t *unemployment)
{
    for (int64_t i = first; i < last; i++) {
        int32_t b = born[i];
        int16_t amount = b <= bounds[2] ? 300 : b <= bounds[1] ? 100 : b <= bounds[0] ? 50 : 0;
        old_age[i] = hukou[i] == 0 ? amount : 0;
        int32_t income = fen[i];
        int8_t l = level[i];
        int poor = income >= 0 && income < 90000, low = income >= 90000 && income < 135000;
        int16_t living = l == 1 || l == 2 ? (poor ? 120 : low ? 80 : 0) : l >= 3 && poor ? 60 : 0;
        disability[i] = living + (l == 1 ? 110 : l == 2 ? 90 : 0);
        int16_t m = months[i];
        unemployment[i] = employment[i] != 2 ? 0 : entitled[m < 0 ? 0 : 1 + m];
    }
}

void gather(int64_t first, int64_t last, const int32_t *household, const int32_t *fen, int64_t *sums, int32_t *heads,
            int32_t *unknown)
{
    for (int64_t i = first; i < last; i++) {
        int32_t h = household[i];
        if (h < 0)
            continue;
        heads[h]++;
        if (fen[i] < 0)
            unknown[h] = 1;
        else
            sums[h] += fen[i];
    }
}

void settle(int64_t first, int64_t last, int64_t *sums, const int32_t *heads, const int32_t *unknown, int32_t *amounts)
{
    for (int64_t h = first; h < last; h++) {
        int64_t n = heads[h], short_ = 90000 * n - sums[h];
        amounts[h] = n && !unknown[h] && short_ > 0 ? (int32_t)((2 * short_ + n) / (2 * n)) : 0;
    }
}

void spread(int64_t first, int64_t last, const int32_t *household, const int32_t *amounts, int32_t *minimum)
{
    for (int64_t i = first; i < last; i++)
        minimum[i] = household[i] < 0 ? 0 : amounts[household[i]];
}
