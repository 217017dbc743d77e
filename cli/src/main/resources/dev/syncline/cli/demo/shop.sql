-- The shop: other names, other keys, narrower columns, local times.
CREATE TABLE countries (
  code       char(2)      PRIMARY KEY,
  name       varchar(60)  NOT NULL,
  currency   char(3)      NOT NULL,
  in_eu      {flag}       NOT NULL
);

CREATE TABLE employees (
  id           {id},
  email        varchar(80)  NOT NULL UNIQUE,
  given_name   varchar(40)  NOT NULL,
  family_name  varchar(40)  NOT NULL,
  title        varchar(60),
  manager_id   {ref}        REFERENCES employees (id),
  hired        date         NOT NULL,
  active       {flag}       NOT NULL
);

CREATE TABLE categories (
  id         {id},
  slug       varchar(60)  NOT NULL UNIQUE,
  name       varchar(60)  NOT NULL,
  parent_id  {ref}        REFERENCES categories (id)
);

CREATE TABLE customers (
  id               {id},
  email_address    varchar(120),
  given_name       varchar(40)    NOT NULL,
  family_name      varchar(40)    NOT NULL,
  company          varchar(60),
  phone            varchar(30),
  city             varchar(60),
  country          char(2)        REFERENCES countries (code),
  born             date,
  newsletter       {flag}         NOT NULL,
  credit_limit     {money}        NOT NULL,
  notes            text,
  account_manager  {ref}          REFERENCES employees (id),
  created          {local}        NOT NULL,
  basket           text
);
CREATE INDEX customers_email ON customers (email_address);

CREATE TABLE products (
  id            {id},
  sku           varchar(20)    NOT NULL UNIQUE,
  title         varchar(120)   NOT NULL,
  category_id   {ref}          NOT NULL REFERENCES categories (id),
  price         {money}        NOT NULL,
  weight_kg     {weight},
  stock         integer        NOT NULL,
  discontinued  {flag}         NOT NULL,
  attributes    {json},
  listed        {local}        NOT NULL
);

CREATE TABLE orders (
  id           {id},
  number       varchar(20)    NOT NULL UNIQUE,
  customer_id  {ref}          NOT NULL REFERENCES customers (id),
  status       {status}       NOT NULL,
  placed       {instant}      NOT NULL,
  ship_by      date,
  gift         {flag}         NOT NULL,
  total        {money}        NOT NULL,
  remark       text
);

CREATE TABLE order_lines (
  id          {id},
  order_id    {ref}          NOT NULL REFERENCES orders (id),
  line_no     smallint       NOT NULL,
  product_id  {ref}          NOT NULL REFERENCES products (id),
  quantity    integer        NOT NULL,
  unit_price  {money}        NOT NULL,
  UNIQUE (order_id, line_no)
);

CREATE TABLE payments (
  id         {id},
  reference  char(36)       NOT NULL UNIQUE,
  order_id   {ref}          NOT NULL REFERENCES orders (id),
  method     varchar(20)    NOT NULL,
  amount     {money}        NOT NULL CHECK (amount > 0),
  paid       {instant}      NOT NULL
);
