// The text is `1:`, the key's id, `:` and base64 of nonce and ciphertext with its MAC. Version, id and label are what
// the MAC is made of, too. The keys are derived from those of the ring, which also sign ids.
#include "rowan/sodium/encrypted.hpp"

#include <array>

#include "rowan/sodium/sodium_error.hpp"
#include "sodium/keys.hpp"

namespace rowan::detail {
namespace {

using Key = KeyRing::Keys::Key;
constexpr int url_safe = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
                      mac_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;

// Wiped at its end.
struct Derived {
  std::array<unsigned char, KeyRing::Keys::size> bytes{};
  Derived(const Key& key, std::uint64_t number) {
    static_assert(KeyRing::Keys::size == crypto_kdf_KEYBYTES);
    crypto_kdf_derive_from_key(bytes.data(), bytes.size(), number, "rowanenc", key.secret.get());
  }
  ~Derived() { sodium_memzero(bytes.data(), bytes.size()); }
  Derived(const Derived&) = delete;
  Derived& operator=(const Derived&) = delete;
};

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

// No two of these are one text: an id has no colon.
std::string bound_to(std::string_view id, std::string_view label) {
  return "1:" + std::string(id) + ':' + std::string(label);
}

// A synthetic nonce: a keyed digest of what is encrypted and of its label, as in SIV.
void make_nonce(unsigned char* nonce, const Key& key, std::string_view plain, std::string_view bound, Seal how) {
  if (how == Seal::fresh) return randombytes_buf(nonce, nonce_size);
  const Derived own(key, 2);
  crypto_generichash_state state;
  crypto_generichash_init(&state, own.bytes.data(), own.bytes.size(), nonce_size);
  const std::array<unsigned char, 1> end{};
  crypto_generichash_update(&state, bytes_of(bound), bound.size());
  crypto_generichash_update(&state, end.data(), end.size());
  crypto_generichash_update(&state, bytes_of(plain), plain.size());
  crypto_generichash_final(&state, nonce, nonce_size);
}

std::string to_text(const std::string& bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), url_safe), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), url_safe);
  text.pop_back();  // its NUL
  return text;
}

std::string seal_by(const Key& key, std::string_view plain, std::string_view label, Seal how) {
  const std::string bound = bound_to(key.id, label);
  std::string bytes(nonce_size + plain.size() + mac_size, '\0');
  auto* nonce = reinterpret_cast<unsigned char*>(bytes.data());
  make_nonce(nonce, key, plain, bound, how);
  const Derived own(key, 1);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + nonce_size, nullptr, bytes_of(plain), plain.size(),
                                             bytes_of(bound), bound.size(), nullptr, nonce, own.bytes.data());
  return "1:" + key.id + ':' + to_text(bytes);
}

[[noreturn]] void refuse() {
  throw SodiumError(
      "an encrypted value can't be read: its text was changed, cut or moved here from elsewhere, or its key has "
      "another "
      "secret than when it was written");
}

std::string_view id_in(std::string_view sealed) {
  const std::size_t end = sealed.find(':', 2);
  if (!sealed.starts_with("1:") || end == std::string_view::npos) {
    throw SodiumError(
        "this is no encrypted value: encrypt what a column already holds before its attribute is Encrypted, by a "
        "program that reads the plain text and writes the encrypted one");
  }
  return sealed.substr(2, end - 2);
}

}  // namespace

std::string seal(std::string_view plain, std::string_view label, Seal how) {
  need_sodium();
  const KeyRing ring = keys_in_use();
  return seal_by(ring.keys().list.front(), plain, label, how);
}

std::vector<std::string> seal_with_all(std::string_view plain, std::string_view label) {
  need_sodium();
  const KeyRing ring = keys_in_use();
  std::vector<std::string> all;
  for (const Key& key : ring.keys().list) all.push_back(seal_by(key, plain, label, Seal::same));
  return all;
}

bool is_sealed_with_newest(std::string_view sealed) { return id_in(sealed) == keys_in_use().newest(); }

std::string unseal(std::string_view sealed, std::string_view label) {
  need_sodium();
  const std::string_view id = id_in(sealed), text = sealed.substr(id.size() + 3);
  const KeyRing ring = keys_in_use();
  const Key* key = ring.keys().find(id);
  if (key == nullptr) {
    throw SodiumError("an encrypted value was written with the key \"" + std::string(id.substr(0, 32)) +
                      "\", which is not among use_keys(…): keep a key until nothing is encrypted with it");
  }
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  const int read = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                                     text.size(), nullptr, &size, nullptr, url_safe);
  if (read != 0 || size < nonce_size + mac_size) refuse();
  std::string plain(size - nonce_size - mac_size, '\0');
  const std::string bound = bound_to(id, label);
  const Derived own(*key, 1);
  const auto* nonce = bytes_of(bytes);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr,
                                                 nonce + nonce_size, size - nonce_size, bytes_of(bound), bound.size(),
                                                 nonce, own.bytes.data()) != 0)
    refuse();
  return plain;
}

}  // namespace rowan::detail
