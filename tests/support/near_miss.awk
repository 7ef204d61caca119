# The first of the lines after the first that begins with that one or differs from it in at most two letters.
NR == 1 { word = tolower($0); next }
{
  known = tolower($0); far = distance(word, known)
  if (length(word) > 1 && index(known, word) == 1) far = 0
  if (far <= 2 && far < length(word) && (best == "" || far < least)) { best = $0; least = far }
}
END { print best }
function distance(a, b,    i, j, row, before, corner) {
  for (j = 0; j <= length(b); j++) row[j] = j
  for (i = 1; i <= length(a); i++) {
    corner = row[0]; row[0] = i
    for (j = 1; j <= length(b); j++) {
      before = row[j]
      row[j] = corner + (substr(a, i, 1) != substr(b, j, 1))
      if (before + 1 < row[j]) row[j] = before + 1
      if (row[j - 1] + 1 < row[j]) row[j] = row[j - 1] + 1
      corner = before
    }
  }
  return row[length(b)]
}
