#include "model/load/rough_key.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/utf8.hpp"

namespace rowan {
namespace {

constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t next) {
  return (hash ^ next) * 0x9E3779B97F4A7C15ULL + (hash >> 29U);
}

// Consonants of U+00C0 to U+017F by what they are without their marks; a blank for vowels and the rest.
constexpr std::string_view bare_consonants =
    "       c        dn             s       c        dn              "
    "      ccccccccdddd          gggggggghhhh              kkklllllll"
    "lllnnnnnnnnn        rrrrrrsssssssstttttt                 zzzzzzs";
static_assert(bare_consonants.size() == 0x180 - 0xC0);
static_assert(bare_consonants[0xDF - 0xC0] == 's' && bare_consonants[0xF1 - 0xC0] == 'n' &&
              bare_consonants[0x179 - 0xC0] == 'z');

// Whether a letter beyond U+017F equals no Latin letter and no digit under any collation: marks are skipped, the
// letters of these scripts differ from them all.
bool is_never_latin(char32_t letter) {
  struct Range {
    char32_t first, last;
  };
  constexpr std::array ranges{Range{0x0300, 0x036F}, Range{0x0370, 0x052F}, Range{0x0531, 0x05F4},
                              Range{0x0620, 0x065F}, Range{0x066E, 0x06EF}, Range{0x0E01, 0x0E4E},
                              Range{0x10A0, 0x11FF}, Range{0x3041, 0x30FF}, Range{0x4E00, 0x9FFF},
                              Range{0xAC00, 0xD7A3}};
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](Range each) { return letter >= each.first && letter <= each.last; });
}

// Of one text: its hash among ASCII texts only, and among any.
class RoughText {
 public:
  void add(char32_t letter, bool beyond_ascii) {
    if (letter >= 0xFF01 && letter <= 0xFF5E && beyond_ascii) letter -= 0xFEE0;  // wide forms
    if (letter < 0x80) return add_ascii(static_cast<char>(letter));
    if (!beyond_ascii) return add_to_both(letter);
    foreign = true;
    if (letter >= 0xC0 && letter < 0xC0 + bare_consonants.size()) {
      const char bare = bare_consonants[letter - 0xC0];
      if (bare != ' ') add_consonant(bare);
    } else if (letter >= 0x4E00 && letter <= 0x9FFF) {
      loose = mix(loose, letter);  // ideographs have neither case nor accents
    } else {
      unknown |= !is_never_latin(letter);
    }
  }
  std::uint64_t tight = 1, loose = 1;
  bool foreign = false;
  bool unknown = false;  ///< it may equal letters and digits that it doesn't look like: superscripts, s with a comma

 private:
  void add_to_both(char32_t letter) {
    tight = mix(tight, letter);
    loose = mix(loose, letter);
    last_ = 0;
  }
  // Some languages treat i, j and y as equal, or u, v and w; some rules skip signs, or leading zeros.
  void add_ascii(char c) {
    const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (low >= '1' && low <= '9') return add_to_both(static_cast<unsigned char>(low));
    if (low < 'a' || low > 'z') return;
    const std::string_view same_i = "ijy", same_u = "uvw", vowels = "aeioujyvw";
    const char letter = same_i.find(low) != same_i.npos ? 'i' : same_u.find(low) != same_u.npos ? 'u' : low;
    tight = mix(tight, static_cast<unsigned char>(letter));
    if (vowels.find(low) == vowels.npos) add_consonant(low);
  }
  // One sign may stand for two letters: sharp s.
  void add_consonant(char c) {
    if (c == last_) return;
    last_ = c;
    loose = mix(loose, static_cast<unsigned char>(c));
  }
  char last_ = 0;
};

// The character at a position, which advances. One byte of invalid UTF-8.
char32_t next_letter(std::string_view text, std::size_t& at) {
  const std::size_t length = std::max<std::size_t>(detail::utf8_length(text, at), 1);
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  char32_t letter = length == 1 ? byte(0) : byte(0) & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) letter = letter << 6U | (byte(i) & 0x3FU);
  at += length;
  return letter;
}

struct Rough {
  std::uint64_t loose, tight;
  bool foreign, unknown;
  std::size_t position;
};

Rough rough(const Key& key, std::size_t position, bool beyond_ascii) {
  Rough all{1, 1, false, false, position};
  for (const Value& part : key.box->parts) {
    const auto* text = std::get_if<std::string>(&part.storage());
    RoughText one;
    if (text == nullptr) {
      one.tight = one.loose = hash_value(part);
    } else {
      for (std::size_t at = 0; at < text->size();) one.add(next_letter(*text, at), beyond_ascii);
    }
    all.loose = mix(all.loose, one.loose);
    all.tight = mix(all.tight, one.tight);
    all.foreign |= one.foreign;
    all.unknown |= one.unknown;
  }
  return all;
}

}  // namespace

std::vector<std::size_t> alike(std::span<const Key> keys, bool beyond_ascii) {
  std::vector<Rough> forms;
  forms.reserve(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].box != nullptr) forms.push_back(rough(keys[i], i, beyond_ascii));
  }
  std::sort(forms.begin(), forms.end(), [](const Rough& left, const Rough& right) {
    return left.loose != right.loose ? left.loose < right.loose : left.tight < right.tight;
  });
  std::vector<std::size_t> positions;
  if (forms.size() > 1 && std::any_of(forms.begin(), forms.end(), [](const Rough& form) { return form.unknown; })) {
    for (const Rough& form : forms) positions.push_back(form.position);
    return positions;
  }
  for (auto from = forms.begin(); from != forms.end();) {
    const auto to = std::find_if(from, forms.end(), [&](const Rough& form) { return form.loose != from->loose; });
    const bool foreign = std::any_of(from, to, [](const Rough& form) { return form.foreign; });
    for (auto form = from; form != to; ++form) {
      const bool as_before = form != from && (form - 1)->tight == form->tight;
      const bool as_after = form + 1 != to && (form + 1)->tight == form->tight;
      if (foreign ? to - from > 1 : as_before || as_after) positions.push_back(form->position);
    }
    from = to;
  }
  return positions;
}

}  // namespace rowan
