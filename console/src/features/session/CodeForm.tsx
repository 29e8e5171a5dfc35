import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { FormProblem } from '../../parts/FormProblem';
import { Bones } from '../../parts/Later';
import { useWords } from '../../words';
import { enrol, giveCode, type Session } from './api';
import style from './SignInPage.module.css';

interface Props {
  /** The authenticator is set up first. */
  isNew: boolean;
  onEnter: (session: Session) => void;
  /** Back to the name; left out where there is no way back. */
  onBack?: () => void;
}

/** Second step: the code of an authenticator app; sent by itself with the sixth digit. */
export function CodeForm({ isNew, onEnter, onBack }: Props) {
  const { signIn } = useWords();
  const [form] = Form.useForm<{ code: string }>();
  const send = useMutation({
    mutationFn: giveCode,
    onSuccess: onEnter,
    onError: () => form.setFieldValue('code', ''),
  });
  return (
    <Form form={form} layout="vertical" requiredMark={false} size="large" onFinish={({ code }) => send.mutate(code)}>
      <h1 className={style.title}>{isNew ? signIn.enrolTitle : signIn.codeTitle}</h1>
      <p className={style.lead}>{isNew ? signIn.enrolLead : signIn.codeLead}</p>
      {isNew && <NewAuthenticator />}
      <Form.Item name="code" label={signIn.code}>
        <Input.OTP
          length={6}
          autoFocus={!isNew}
          formatter={(text) => text.replace(/\D/g, '')}
          onChange={(code) => send.mutate(code)}
          disabled={send.isPending}
        />
      </Form.Item>
      <FormProblem error={send.error} />
      {onBack && (
        <Button type="link" onClick={onBack} className={style.back}>
          {signIn.back}
        </Button>
      )}
    </Form>
  );
}

/** An SVG written to stand inside a page, as a picture of its own: a file must name its namespace. */
const asFile = (svg: string): string =>
  /^<svg[^>]*\sxmlns=/.test(svg) ? svg : svg.replace(/^<svg/, '<svg xmlns="http://www.w3.org/2000/svg"');

/** The secret as a picture and as text; asked for once, since asking again would make a new one. */
function NewAuthenticator() {
  const { signIn } = useWords();
  const secret = useQuery({
    queryKey: ['session', 'enrol'],
    queryFn: enrol,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
  if (secret.isError) return <FormProblem error={secret.error} />;
  if (!secret.data) return <Bones lines={3} />;
  return (
    <div className={style.enrol}>
      <img
        className={style.qr}
        alt={signIn.qr}
        src={`data:image/svg+xml;utf8,${encodeURIComponent(asFile(secret.data.qr_svg))}`}
      />
      <p>
        {signIn.byHand}
        <code>{secret.data.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
      </p>
    </div>
  );
}
