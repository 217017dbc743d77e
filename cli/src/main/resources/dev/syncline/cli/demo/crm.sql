-- The CRM. {id}, {ref}, {flag}… stand for the words of the database it is made in: StoreDatabase.
CREATE TABLE country (
  code      char(2)      PRIMARY KEY,
  name      varchar(60)  NOT NULL,
  currency  char(3)      NOT NULL,
  in_eu     {flag}       NOT NULL
);

CREATE TABLE employee (
  employee_id  {id},
  email        varchar(80)  NOT NULL UNIQUE,
  first_name   varchar(40)  NOT NULL,
  last_name    varchar(40)  NOT NULL,
  job_title    varchar(60),
  manager_id   {ref}        REFERENCES employee (employee_id),
  hired_on     date         NOT NULL,
  active       {flag}       NOT NULL
);

CREATE TABLE category (
  category_id  {id},
  slug         varchar(60)  NOT NULL UNIQUE,
  name         varchar(60)  NOT NULL,
  parent_id    {ref}        REFERENCES category (category_id)
);

CREATE TABLE customer (
  customer_id         {id},
  email               varchar(120),
  first_name          varchar(40)    NOT NULL,
  last_name           varchar(40)    NOT NULL,
  company             varchar(200),
  phone               varchar(30),
  city                varchar(60),
  country_code        char(2)        REFERENCES country (code),
  born_on             date,
  newsletter          {flag}         NOT NULL,
  credit_limit        {money}        NOT NULL,
  notes               text,
  account_manager_id  {ref}          REFERENCES employee (employee_id),
  created_at          {instant}      NOT NULL,
  lead_source         varchar(40)
);
CREATE INDEX customer_email ON customer (email);

CREATE TABLE product (
  sku           varchar(20)    PRIMARY KEY,
  name          varchar(120)   NOT NULL,
  category_id   {ref}          NOT NULL REFERENCES category (category_id),
  price         {money}        NOT NULL,
  weight_kg     {weight},
  stock         integer        NOT NULL,
  discontinued  {flag}         NOT NULL,
  attributes    {json},
  listed_at     {local}        NOT NULL
);

CREATE TABLE "order" (
  order_id     {id},
  number       varchar(20)    NOT NULL UNIQUE,
  customer_id  {ref}          NOT NULL REFERENCES customer (customer_id),
  status       varchar(20)    NOT NULL,
  placed_at    {instant}      NOT NULL,
  ship_by      date,
  gift         {flag}         NOT NULL,
  total        {money}        NOT NULL,
  remark       text
);

CREATE TABLE order_line (
  order_id     {ref}          NOT NULL REFERENCES "order" (order_id),
  line_no      smallint       NOT NULL,
  product_sku  varchar(20)    NOT NULL REFERENCES product (sku),
  quantity     integer        NOT NULL,
  unit_price   {money}        NOT NULL,
  PRIMARY KEY (order_id, line_no)
);

CREATE TABLE payment (
  reference  {uuid}         PRIMARY KEY,
  order_id   {ref}          NOT NULL REFERENCES "order" (order_id),
  method     varchar(20)    NOT NULL,
  amount     {money}        NOT NULL,
  paid_at    {instant}      NOT NULL
);
