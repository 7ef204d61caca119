class AttributeBuilder {
 public:
  AttributeBuilder& silent();
};
